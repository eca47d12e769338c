using System.Runtime.InteropServices;
using System.Text.Json;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>Reads a small safetensors file of expected values: 8 bytes with the length of the header, a JSON header, the tensors.</summary>
internal sealed class ReferenceTensors
{
    private readonly byte[] _bytes;
    private readonly int _dataStart;
    private readonly JsonElement _header;

    private ReferenceTensors(byte[] bytes)
    {
        _bytes = bytes;
        var headerLength = checked((int)BitConverter.ToInt64(bytes));
        _dataStart = sizeof(long) + headerLength;
        _header = JsonDocument.Parse(bytes.AsMemory(sizeof(long), headerLength)).RootElement;
    }

    public static ReferenceTensors Open(string path) => new(File.ReadAllBytes(path));

    public int[] Shape(string name) => [.. _header.GetProperty(name).GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];

    /// <summary>Returns an F32 tensor in row-major order.</summary>
    public float[] Floats(string name) => Values<float>(name, "F32");

    /// <summary>Returns an I64 tensor in row-major order.</summary>
    public long[] Longs(string name) => Values<long>(name, "I64");

    private T[] Values<T>(string name, string type)
        where T : struct
    {
        var entry = _header.GetProperty(name);
        Assert.Equal(type, entry.GetProperty("dtype").GetString());
        var offsets = entry.GetProperty("data_offsets");
        var (begin, end) = (offsets[0].GetInt32(), offsets[1].GetInt32());
        return MemoryMarshal.Cast<byte, T>(_bytes.AsSpan(_dataStart + begin, end - begin)).ToArray();
    }
}
