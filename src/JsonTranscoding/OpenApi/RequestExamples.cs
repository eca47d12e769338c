using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Transcribe.V1;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>Example requests. Without one, the page creates a request with every field set, but a oneof allows only one field.</summary>
internal static class RequestExamples
{
    private const string Audio = "https://example.com/speech.mp3";

    /// <summary>Returns null for messages that need no example.</summary>
    public static JsonNode? Of(MessageDescriptor message) => message.FullName switch
    {
        var name when name == TranscribeRequest.Descriptor.FullName => Transcription(),
        var name when name == TranscribeLongRunningRequest.Descriptor.FullName => new JsonObject { ["request"] = Transcription() },
        var name when name == GenerateRequest.Descriptor.FullName => new JsonObject { ["url"] = Audio },
        _ => null,
    };

    private static JsonObject Transcription() => new() { ["config"] = new JsonObject { ["enableWordTimestamps"] = true }, ["uri"] = Audio };
}
