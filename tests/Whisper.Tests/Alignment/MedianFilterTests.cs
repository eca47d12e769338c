using Transcribe.Whisper.Alignment;

namespace Transcribe.Whisper.Tests.Alignment;

public sealed class MedianFilterTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(1500)]
    public void Apply_RandomRows_TakesTheMiddleOfSevenReflectedAtTheEdges(int length)
    {
        var random = new Random(length);
        var filter = new MedianFilter(length);
        for (var round = 0; round < 3; round++)
        {
            var row = Enumerable.Range(0, length).Select(_ => random.NextSingle()).ToArray();
            var expected = Enumerable.Range(0, length).Select(i => Middle(row, i)).ToArray();
            filter.Apply(row);
            Assert.Equal(expected, row);
        }
    }

    [Fact]
    public void Apply_RowTooShortToReflect_LeavesIt()
    {
        float[] row = [3, 1, 2];
        new MedianFilter(3).Apply(row);
        Assert.Equal([3, 1, 2], row);
    }

    private static float Middle(float[] row, int at) =>
        Enumerable.Range(at - 3, 7).Select(i => row[Reflected(i, row.Length - 1)]).Order().ElementAt(3);

    private static int Reflected(int i, int last) => i < 0 ? -i : i > last ? (2 * last) - i : i;
}
