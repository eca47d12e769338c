using System.Runtime.InteropServices;
using System.Text.Json;

namespace Transcribe.Bench.Models;

/// <summary>
/// Writes a safetensors file in f16: the header length in eight bytes, a JSON header, and the bytes of the tensors in the order of the
/// header.
/// </summary>
internal static class SafetensorsWriter
{
    public static void Write(string path, IReadOnlyList<Weight> weights)
    {
        using var file = File.Create(path);
        var header = Header(weights);
        file.Write(BitConverter.GetBytes((long)header.Length));
        file.Write(header);
        foreach (var weight in weights)
            file.Write(MemoryMarshal.AsBytes<Half>(weight.Values()));
    }

    private static byte[] Header(IReadOnlyList<Weight> weights)
    {
        var tensors = new Dictionary<string, object>();
        var offset = 0L;
        foreach (var weight in weights)
        {
            var end = offset + (2L * weight.Count);
            tensors[weight.Name] = new { dtype = "F16", shape = weight.Shape, data_offsets = (long[])[offset, end] };
            offset = end;
        }

        return JsonSerializer.SerializeToUtf8Bytes(tensors);
    }
}
