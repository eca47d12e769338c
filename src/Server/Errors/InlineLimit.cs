using Microsoft.Extensions.Options;
using Transcribe.Audio;

namespace Transcribe.Server.Errors;

/// <summary>What is said of inline audio over the limit, wherever it is noticed.</summary>
internal static class InlineLimit
{
    public static string Message(IServiceProvider services) =>
        $"Inline audio may be at most {services.GetRequiredService<IOptions<AudioOptions>>().Value.MaxInlineBytes} bytes";
}
