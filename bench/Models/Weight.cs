namespace Transcribe.Bench.Models;

/// <summary>One tensor of a checkpoint.</summary>
/// <param name="Name">Hugging Face's.</param>
/// <param name="Shape">Row-major.</param>
/// <param name="Make">Makes so many elements.</param>
internal sealed record Weight(string Name, int[] Shape, Func<int, Half[]> Make)
{
    public int Count => Shape.Aggregate(1, (product, size) => checked(product * size));

    public Half[] Values() => Make(Count);
}
