using System.Text.Json;

namespace Transcribe.JsonTranscoding.Platform;

/// <summary>The platform spells its members as they stand.</summary>
internal static class PlatformJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.General);
}
