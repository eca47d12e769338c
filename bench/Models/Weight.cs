namespace Transcribe.Bench.Models;

/// <summary>One tensor of a checkpoint.</summary>
/// <param name="Name">The name in Hugging Face checkpoints.</param>
/// <param name="Shape">The dimensions, row-major.</param>
/// <param name="Make">Creates the given number of elements.</param>
internal sealed record Weight(string Name, int[] Shape, Func<int, Half[]> Make)
{
    public int Count => Shape.Aggregate(1, (product, size) => checked(product * size));

    public Half[] Values() => Make(Count);
}
