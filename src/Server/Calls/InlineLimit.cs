using Transcribe.Audio;

namespace Transcribe.Server.Calls;

/// <summary>The error message for inline audio over the limit.</summary>
internal static class InlineLimit
{
    public static string Message(AudioOptions options) => $"Inline audio may be at most {options.MaxInlineBytes} bytes";
}
