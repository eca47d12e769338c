using Transcribe.Whisper.Alignment;

namespace Transcribe.Whisper.Tests.Alignment;

public sealed class DynamicTimeWarpingTests
{
    [Fact]
    public void RowStarts_OfABlockDiagonal_AreTheBlocks()
    {
        float[][] cost = [[0, 0, 1, 1, 1, 1], [1, 1, 0, 0, 0, 1], [1, 1, 1, 1, 1, 0]];
        Assert.Equal([0, 2, 5], DynamicTimeWarping.RowStarts(cost));
    }

    [Fact]
    public void RowStarts_MoreRowsThanColumns_ShareColumns() => Assert.Equal([0, 0, 0], DynamicTimeWarping.RowStarts([[1], [1], [1]]));

    [Fact]
    public void RowStarts_OfRandomCosts_LieOnTheCheapestPath()
    {
        var random = new Random(5);
        var cost = Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, 7).Select(_ => random.NextSingle()).ToArray()).ToArray();
        var (_, starts) = Cheapest(cost, 3, 6);
        Assert.Equal(starts, DynamicTimeWarping.RowStarts(cost));
    }

    /// <summary>Returns every path from the first cell, by recursion.</summary>
    private static (double Cost, int[] Starts) Cheapest(float[][] cost, int row, int column)
    {
        if (row == 0 && column == 0)
            return (cost[0][0], [0]);
        (int Row, int Column)[] before = [(row - 1, column - 1), (row - 1, column), (row, column - 1)];
        var best = before.Where(cell => cell is { Row: >= 0, Column: >= 0 })
            .Select(cell => (Cell: cell, Path: Cheapest(cost, cell.Row, cell.Column)))
            .MinBy(step => step.Path.Cost);
        return (best.Path.Cost + cost[row][column], best.Cell.Row == row ? best.Path.Starts : [.. best.Path.Starts, column]);
    }
}
