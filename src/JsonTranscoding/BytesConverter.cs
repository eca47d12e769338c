using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;

namespace Transcribe.JsonTranscoding;

/// <summary>
/// Reads bytes as proto3 JSON allows them: standard or URL-safe Base64, with or without padding. The converter of the transcoding accepts
/// standard Base64 with padding only.
/// </summary>
internal sealed class BytesConverter : JsonConverter<ByteString>
{
    private const int MaxPadding = 2;

    /// <exception cref="FormatException">
    /// The value is a string, but not Base64. The transcoding returns the message to the caller as INVALID_ARGUMENT.
    /// </exception>
    public override ByteString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        UnsafeByteOperations.UnsafeWrap(reader.TryGetBytesFromBase64(out var bytes) ? bytes : ReadLoosely(ref reader));

    public override void Write(Utf8JsonWriter writer, ByteString value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value.Span);

    private static byte[] ReadLoosely(ref Utf8JsonReader reader)
    {
        var encoded = reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length;
        var text = new byte[encoded + MaxPadding];
        var length = reader.CopyString(text);
        if (text.AsSpan(0, length).StartsWith("data:"u8))
            throw new FormatException("`content` takes the Base64 of the audio alone, without the beginning of a `data:` URI");
        while (length % 4 != 0 && length < text.Length)
            text[length++] = (byte)'=';
        var padded = text.AsSpan(0, length);
        padded.Replace((byte)'-', (byte)'+');
        padded.Replace((byte)'_', (byte)'/');
        return Base64.DecodeFromUtf8InPlace(padded, out var written) == OperationStatus.Done
            ? text[..written]
            : throw new FormatException("`content` is not Base64");
    }
}
