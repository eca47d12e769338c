using System.Runtime.InteropServices;
using System.Text.Json;

namespace Transcribe.Bench.Models;

/// <summary>Writes random weights as a safetensors file in f16: eight bytes with the header's length, a JSON header, then the tensors' bytes in its order.</summary>
internal sealed class RandomSafetensors(int seed)
{
    /// <summary>Of most of Whisper's weights; activations stay finite through any number of layers.</summary>
    private const float StandardDeviation = 0.02f;

    private const float LargeStandardDeviation = 0.5f;

    private readonly Random _random = new(seed);
    private readonly Half[] _buffer = new Half[1 << 16];

    public void Write(string path, IReadOnlyList<Weight> weights)
    {
        using var file = File.Create(path);
        var header = Header(weights);
        file.Write(BitConverter.GetBytes((long)header.Length));
        file.Write(header);
        foreach (var weight in weights)
            Write(file, weight);
    }

    private static byte[] Header(IReadOnlyList<Weight> weights)
    {
        var tensors = new Dictionary<string, object>();
        var offset = 0L;
        foreach (var weight in weights)
        {
            var end = offset + (2 * weight.Count);
            tensors[weight.Name] = new { dtype = "F16", shape = weight.Shape, data_offsets = (long[])[offset, end] };
            offset = end;
        }

        return JsonSerializer.SerializeToUtf8Bytes(tensors);
    }

    private void Write(FileStream file, Weight weight)
    {
        for (var left = weight.Count; left > 0;)
        {
            var part = _buffer.AsSpan(0, (int)Math.Min(left, _buffer.Length));
            FillWith(weight.Fill, part);
            file.Write(MemoryMarshal.AsBytes(part));
            left -= part.Length;
        }
    }

    private void FillWith(Fill fill, Span<Half> values)
    {
        if (fill is Fill.Ones or Fill.Zeros)
        {
            values.Fill(fill == Fill.Ones ? Half.One : Half.Zero);
            return;
        }

        // A uniform distribution over ±√3 has a standard deviation of 1.
        var range = MathF.Sqrt(3) * (fill == Fill.RandomLarge ? LargeStandardDeviation : StandardDeviation);
        foreach (ref var value in values)
            value = (Half)(range * ((2 * _random.NextSingle()) - 1));
    }
}
