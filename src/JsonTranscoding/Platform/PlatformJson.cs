using System.Text.Encodings.Web;
using System.Text.Json;

namespace Transcribe.JsonTranscoding.Platform;

/// <summary>The platform spells its members as they stand; text is written as it is, since no answer is ever embedded in a page.</summary>
internal static class PlatformJson
{
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.General) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
