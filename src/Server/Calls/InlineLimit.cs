using Transcribe.Audio;

namespace Transcribe.Server.Calls;

/// <summary>The message for inline audio over the limit, wherever it is noticed.</summary>
internal static class InlineLimit
{
    public static string Message(AudioOptions options) => $"Inline audio may be at most {options.MaxInlineBytes} bytes";
}
