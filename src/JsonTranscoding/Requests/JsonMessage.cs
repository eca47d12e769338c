using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding.Requests;

/// <summary>Checks a message in proto3 JSON.</summary>
internal static class JsonMessage
{
    private static readonly JsonWriterOptions Unchecked = new() { SkipValidation = true };

    /// <summary>
    /// Checks a message and returns it in the form that every parser of proto3 JSON accepts (<see cref="JsonRewriter"/>).
    /// </summary>
    /// <param name="json">The message in UTF-8. No text at all is a message without members.</param>
    /// <param name="type">The message.</param>
    /// <param name="ignoresUnknown">Whether members without a field are left out in place of an error.</param>
    /// <param name="path">The field of the request that is this message; empty for the request itself.</param>
    /// <param name="hasReferences">Whether bytes can be references to audio (<see cref="Inline.InlineContent"/>), which are copied.</param>
    /// <returns>At its beginning.</returns>
    /// <exception cref="RpcException">INVALID_ARGUMENT with the field or with the place of the error of syntax.</exception>
    public static MemoryStream Rewrite(
        ReadOnlySpan<byte> json, MessageDescriptor type, bool ignoresUnknown = false, string path = "", bool hasReferences = false)
    {
        var rewritten = new MemoryStream();
        using (var output = new Utf8JsonWriter(rewritten, Unchecked))
        {
            try
            {
                var reader = new Utf8JsonReader(json.Length > 0 ? json : "{}"u8);
                reader.Read();
                new JsonRewriter(output, ignoresUnknown, hasReferences).CopyMessage(ref reader, type, path);
                reader.Read();
            }
            catch (JsonException error)
            {
                throw RpcErrors.Create(
                    Google.Rpc.Code.InvalidArgument,
                    ErrorReasons.InvalidRequest,
                    $"The message is not valid JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}");
            }
        }
        rewritten.Position = 0;
        return rewritten;
    }

    /// <summary>Reads a message. See <see cref="Rewrite"/>.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, string path = "")
        where T : IMessage<T>, new()
    {
        using var text = new StreamReader(Rewrite(json, new T().Descriptor, path: path));
        return Parse<T>(text, path);
    }

    /// <summary>Parses a message whose names and values are checked.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: the checks have missed what the parser refuses.</exception>
    public static T Parse<T>(TextReader text, string path = "")
        where T : IMessage<T>, new()
    {
        try
        {
            return JsonParser.Default.Parse<T>(text);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or FormatException)
        {
            throw RpcErrors.InvalidField(path, $"{Place.Of(path)} has a value that is not valid: {LimitText.Echo(exception.Message)}");
        }
    }
}
