namespace Transcribe.Whisper.Alignment;

/// <summary>
/// Finds the cheapest monotonic path through a cost matrix like openai/whisper's <c>dtw_cpu</c>, with the same rule for ties.
/// </summary>
internal static class DynamicTimeWarping
{
    private enum Step : byte
    {
        Both,
        Row,
        Column,
    }

    /// <summary>For each row, the first column of the path from the first cell to the last.</summary>
    /// <param name="cost">[rows, columns], at least one of each.</param>
    public static int[] RowStarts(float[][] cost)
    {
        var steps = Steps(cost);
        var starts = new int[cost.Length];
        var (row, column) = (cost.Length - 1, cost[0].Length - 1);
        while (row >= 0 && column >= 0)
        {
            starts[row] = column;
            var step = steps[row][column];
            if (step != Step.Column)
                row--;
            if (step != Step.Row)
                column--;
        }

        return starts;
    }

    private static Step[][] Steps(float[][] cost)
    {
        var columns = cost[0].Length;
        var steps = cost.Select(_ => new Step[columns]).ToArray();
        var above = new float[columns + 1];
        var current = new float[columns + 1];
        Array.Fill(above, float.PositiveInfinity, 1, columns);
        for (var row = 0; row < cost.Length; row++)
        {
            current[0] = float.PositiveInfinity;
            for (var column = 0; column < columns; column++)
            {
                var (both, up, left) = (above[column], above[column + 1], current[column]);
                steps[row][column] = both < up && both < left ? Step.Both : up < both && up < left ? Step.Row : Step.Column;
                current[column + 1] = cost[row][column] + steps[row][column] switch { Step.Both => both, Step.Row => up, _ => left };
            }

            (above, current) = (current, above);
        }

        return steps;
    }
}
