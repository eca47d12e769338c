using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;

namespace Transcribe.JsonTranscoding.Inline;

/// <summary>
/// Reads bytes as proto3 JSON allows them: standard or URL-safe Base64, with or without padding. The converter of the transcoding accepts
/// standard Base64 with padding only. A reference stands for audio that was read while the body arrived.
/// </summary>
internal sealed class BytesConverter : JsonConverter<ByteString>
{
    /// <exception cref="FormatException">
    /// The value is a string, but not Base64. The transcoding returns the message to the caller as INVALID_ARGUMENT.
    /// </exception>
    public override ByteString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = new byte[reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length];
        var value = text.AsSpan(0, reader.CopyString(text));
        if (InlineContent.Current is { } content && value is [InlineContent.Mark])
            return content.Read();
        using var decoder = new Base64Decoder(new DecodedBytes(spool: null));
        decoder.Add(value);
        return decoder.Finish();
    }

    public override void Write(Utf8JsonWriter writer, ByteString value, JsonSerializerOptions options) =>
        writer.WriteBase64StringValue(value.Span);
}
