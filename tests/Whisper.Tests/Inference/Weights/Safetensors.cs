using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Transcribe.Whisper.Tests.Inference.Weights;

/// <summary>Writes valid and broken safetensors files.</summary>
internal static class Safetensors
{
    public static void Write(string path, params (string Name, string Type, int[] Shape, byte[] Data)[] tensors)
    {
        var offset = 0;
        var header = new Dictionary<string, object> { ["__metadata__"] = new Dictionary<string, string> { ["format"] = "pt" } };
        foreach (var (name, type, shape, data) in tensors)
        {
            header[name] = new { dtype = type, shape, data_offsets = new[] { offset, offset + data.Length } };
            offset += data.Length;
        }
        Write(path, JsonSerializer.Serialize(header), tensors.SelectMany(tensor => tensor.Data).ToArray());
    }

    public static void Write(string path, string header, byte[] data)
    {
        var json = System.Text.Encoding.UTF8.GetBytes(header);
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, json.Length);
        File.WriteAllBytes(path, [.. prefix, .. json, .. data]);
    }

    public static byte[] Bytes<T>(params T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();
}
