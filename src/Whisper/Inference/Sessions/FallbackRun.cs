using Microsoft.Extensions.Logging;
using Transcribe.Whisper.Generation;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>
/// A run that gives way to another for good once it has failed, as a step does that the device cannot capture. The other feeds the same
/// tokens again, which overwrites the same cache entries.
/// </summary>
/// <param name="first">The run to try.</param>
/// <param name="other">Creates the run that replaces it.</param>
/// <param name="logger">Receives the failure.</param>
internal sealed class FallbackRun(IDecoderRun first, Func<IDecoderRun> other, ILogger logger) : IDecoderRun
{
    private IDecoderRun? _first = first;
    private IDecoderRun? _other;

    /// <inheritdoc/>
    public void Run(
        ReadOnlySpan<int> tokens, ReadOnlySpan<int> positions, ReadOnlySpan<TokenConstraints?> choices, Span<GeneratedToken?> chosen)
    {
        try
        {
            _first?.Run(tokens, positions, choices, chosen);
        }
        catch (Exception exception)
        {
            logger.CaptureFailed(tokens.Length, exception);
            _first!.Dispose();
            _first = null;
        }
        if (_first is null)
            (_other ??= other()).Run(tokens, positions, choices, chosen);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _first?.Dispose();
        _other?.Dispose();
    }
}
