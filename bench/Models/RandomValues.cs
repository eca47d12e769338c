namespace Transcribe.Bench.Models;

/// <summary>Random elements of tensors.</summary>
/// <param name="seed">The same seed gives the same values in the same order of calls.</param>
internal sealed class RandomValues(int seed)
{
    private readonly Random _random = new(seed);

    public Half[] Uniform(int count, float standardDeviation)
    {
        // A uniform distribution over ±√3 has a standard deviation of 1.
        var range = MathF.Sqrt(3) * standardDeviation;
        var values = new Half[count];
        foreach (ref var value in values.AsSpan())
            value = (Half)(range * ((2 * _random.NextSingle()) - 1));
        return values;
    }
}
