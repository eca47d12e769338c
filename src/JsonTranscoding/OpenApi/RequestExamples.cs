using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Transcribe.V1;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>Requests to start from. Without one, a page makes up a request with every field set, of which a oneof allows only one.</summary>
internal static class RequestExamples
{
    private const string Audio = "https://example.com/speech.mp3";

    /// <summary>Null for messages that need none.</summary>
    public static JsonNode? Of(MessageDescriptor message) => message.FullName switch
    {
        var name when name == TranscribeRequest.Descriptor.FullName => Transcription(),
        var name when name == TranscribeLongRunningRequest.Descriptor.FullName => new JsonObject { ["request"] = Transcription() },
        var name when name == GenerateRequest.Descriptor.FullName => new JsonObject { ["url"] = Audio },
        _ => null,
    };

    private static JsonObject Transcription() => new() { ["config"] = new JsonObject { ["enableWordTimestamps"] = true }, ["uri"] = Audio };
}
