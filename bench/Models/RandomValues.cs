namespace Transcribe.Bench.Models;

/// <summary>Generates random tensor elements.</summary>
/// <param name="seed">The seed; equal seeds produce equal values for the same sequence of calls.</param>
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
