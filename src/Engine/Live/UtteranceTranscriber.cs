using Transcribe.Engine.Batching;
using Transcribe.Engine.Generation;
using Transcribe.Engine.Live.Endpoints;
using Transcribe.Engine.Segments;
using Transcribe.Engine.Windows;

namespace Transcribe.Engine.Live;

/// <summary>One stream's utterances, transcribed as they are or as far as they go. Where the language is open it is heard in the first utterance with text, and then holds for the rest, as in files.</summary>
internal sealed class UtteranceTranscriber(LoadedModel model, WindowOptions options)
{
    private readonly Requester _interim = new(WorkPriority.LiveInterim);
    private readonly Requester _final = new(WorkPriority.LiveFinal);
    private readonly WindowTranscriber _windows = new(model);
    private WindowOptions _options = options;
    private int _segments;

    /// <summary>What the utterance comes to so far: one quick pass, greedy unless the caller set a temperature.</summary>
    /// <param name="utterance">Its beginning.</param>
    /// <param name="stable">What it begins with.</param>
    /// <param name="language">The language of <paramref name="stable"/>.</param>
    /// <param name="cancellationToken">Ends the work at the next step.</param>
    public async Task<WindowTranscript> TranscribeInterimAsync(
        Utterance utterance, IReadOnlyList<GeneratedToken> stable, string? language, CancellationToken cancellationToken)
    {
        var interim = Continuing(stable, language) with { Temperature = _options.Temperature ?? 0, WordTimestamps = false };
        return (await model.TranscribeAsync(_interim, utterance.Samples, interim, cancellationToken)).Transcript;
    }

    /// <summary>The utterance's segments, numbered on from those before.</summary>
    /// <param name="utterance">The whole.</param>
    /// <param name="stable">What it begins with.</param>
    /// <param name="language">The language of <paramref name="stable"/>.</param>
    /// <param name="cancellationToken">Ends the work at the next step.</param>
    public async Task<IReadOnlyList<Segment>> TranscribeFinalAsync(
        Utterance utterance, IReadOnlyList<GeneratedToken> stable, string? language, CancellationToken cancellationToken)
    {
        var window = new AudioSpan.Window(utterance.Start, utterance.Samples);
        var result = await _windows.TranscribeAsync(_final, window, Continuing(stable, language), cancellationToken);
        if (result.Language is { } heard)
            _options = _options with { Languages = [heard] };
        return [.. result.Parts.SelectMany(part => part.Segments).Select(segment => segment with { Index = _segments++ })];
    }

    private WindowOptions Continuing(IReadOnlyList<GeneratedToken> stable, string? language) =>
        _options with { Prefix = stable, Languages = language is null ? _options.Languages : [language] };
}
