using Transcribe.Whisper.Generation;

namespace Transcribe.Whisper.Tests;

internal static class WhisperModelExtensions
{
    /// <summary>Generates the tokens of one window, before they become segments.</summary>
    public static Task<GenerationResult> GenerateAsync(this WhisperModel model, float[] samples, GenerationOptions options) =>
        model.Submit(new Core.Requester(Core.Caller.None), samples, options, CancellationToken.None).Completion;
}
