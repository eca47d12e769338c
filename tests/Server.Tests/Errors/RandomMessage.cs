using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Transcribe.Server.Tests.Errors;

/// <summary>Makes messages with random values from the descriptors. The same seed gives the same messages.</summary>
internal sealed class RandomMessage(int seed)
{
    private const int MaxDepth = 4;

    private static readonly string[] Texts =
    [
        "", " ", "x", "\0", "ä\u0301\u202e",
        "operations/", "operations/0123456789abcdef0123456789abcdef", "operations/a/b", "models/digits",
        "http://127.0.0.1:1/a.wav", "http://", "https://[::1", "http://a b/", "data:audio/wav;base64,AAAA", "file:///etc/passwd",
        "done = true", "done = ", "en", "de-DE-x-y", "auto", "digits", "%00%", "../../x", new string('a', 9_000), "\"'`;--", "NaN",
    ];

    private static readonly long[] Integers = [0, 1, -1, 2, 50, 1_000, 44_100, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue];
    private static readonly double[] Numbers =
        [0, 0.5, -0.5, 1, 2, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue];

    // Reproducible, and nothing depends on its quality.
#pragma warning disable CA5394
    private readonly Random _random = new(seed);

    public IMessage Make(MessageDescriptor type) => Make(type, depth: 0);

    private IMessage Make(MessageDescriptor type, int depth)
    {
        var message = type.Parser.ParseFrom([]);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (_random.Next(3) == 0 || (field.FieldType == FieldType.Message && depth == MaxDepth))
                continue;
            if (field.IsMap)
                continue;
            if (field.IsRepeated)
                Fill((IList)field.Accessor.GetValue(message), field, depth);
            else
                field.Accessor.SetValue(message, Value(field, depth));
        }
        return message;
    }

    private void Fill(IList list, FieldDescriptor field, int depth)
    {
        for (var count = _random.Next(4); count > 0; count--)
            list.Add(Value(field, depth));
    }

    private object Value(FieldDescriptor field, int depth) => field.FieldType switch
    {
        FieldType.Message => Make(field.MessageType, depth + 1),
        FieldType.String => Texts[_random.Next(Texts.Length)],
        FieldType.Bytes => ByteString.CopyFrom(RandomBytes()),
        FieldType.Bool => _random.Next(2) == 0,
        FieldType.Enum => _random.Next(-1, field.EnumType.Values.Count + 1),
        FieldType.Float => (float)Pick(Numbers),
        FieldType.Double => Pick(Numbers),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => (int)Pick(Integers),
        FieldType.UInt32 or FieldType.Fixed32 => (uint)Pick(Integers),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Pick(Integers),
        FieldType.UInt64 or FieldType.Fixed64 => (ulong)Pick(Integers),
        _ => throw new NotSupportedException($"{field.FullName} has the type {field.FieldType}"),
    };

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];

    private byte[] RandomBytes()
    {
        var bytes = new byte[_random.Next(200)];
        _random.NextBytes(bytes);
        // Half of them look like a WAV file.
        if (_random.Next(2) == 0 && bytes.Length > Wav.HeaderLength)
            Wav.Join(new float[8]).AsSpan(0, Wav.HeaderLength).CopyTo(bytes);
        return bytes;
    }
#pragma warning restore CA5394
}
