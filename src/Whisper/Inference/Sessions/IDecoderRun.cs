using Transcribe.Whisper.Generation;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>The decoder bound to consecutive slots.</summary>
internal interface IDecoderRun : IDisposable
{
    /// <summary>
    /// Feeds <c>tokens.Length / slots</c> tokens to each slot, [slots, length] row-major, at the given positions. If the graph chooses
    /// tokens, it writes those that <paramref name="choices"/> requests to <paramref name="chosen"/>, both [slots].
    /// </summary>
    void Run(
        ReadOnlySpan<int> tokens, ReadOnlySpan<int> positions, ReadOnlySpan<TokenConstraints?> choices, Span<GeneratedToken?> chosen);
}
