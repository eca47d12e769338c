using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Transcribe.Core;

namespace Transcribe.Transcription.Windows;

/// <summary>
/// Transcribes the windows of one request concurrently and returns them in order of time.
/// At most two more windows than the model's concurrency are in memory: one is being read and one waits to be written.
/// So a long file fills the batch, and a slow reader delays only this request.
/// If several languages are possible, the language is detected in the first window with text and kept for the rest, as in openai/whisper.
/// </summary>
internal sealed class WindowSequence(ISpeechModel model, TranscriptionSettings settings, Requester requester)
{
    private readonly WindowTranscriber _transcriber = new(model, requester);

    /// <summary>Each span with the transcripts of its parts; silence has none.</summary>
    public async IAsyncEnumerable<(AudioSpan Span, IReadOnlyList<WindowTranscript> Parts)> TranscribeAsync(
        IAsyncEnumerable<AudioSpan> spans,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var underWay = Channel.CreateBounded<Submitted>(
            new BoundedChannelOptions(model.Concurrency) { SingleReader = true, SingleWriter = true });
        var submission = SubmitAsync(spans, underWay.Writer, abandoned.Token);
        try
        {
            await foreach (var (span, parts) in underWay.Reader.ReadAllAsync(cancellationToken))
                yield return (span, await parts);
            await submission;
        }
        finally
        {
            // An early end leaves nothing of the request in the decoder, the queue or the batch.
            await abandoned.CancelAsync();
            await submission.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (underWay.Reader.TryRead(out var rest))
                await ((Task)rest.Parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SubmitAsync(
        IAsyncEnumerable<AudioSpan> spans, ChannelWriter<Submitted> underWay, CancellationToken cancellationToken)
    {
        Exception? fault = null;
        try
        {
            var settled = settings;
            await foreach (var span in spans.WithCancellation(cancellationToken))
            {
                var window = span as AudioSpan.Window;
                var parts = window is null
                    ? Silent
                    : _transcriber.TranscribeAsync(window.Samples, settled, beginning: null, cancellationToken);
                await underWay.WriteAsync(new Submitted(span, parts), cancellationToken);
                if (window is not null && settled.LanguageCodes.Count != 1 && (await parts).DetectedLanguage() is { } language)
                    settled = settled with { LanguageCodes = [language] };
            }
        }
        catch (Exception exception)
        {
            fault = exception;
            throw;
        }
        finally
        {
            underWay.TryComplete(fault);
        }
    }

    private static Task<IReadOnlyList<WindowTranscript>> Silent { get; } = Task.FromResult<IReadOnlyList<WindowTranscript>>([]);

    private readonly record struct Submitted(AudioSpan Span, Task<IReadOnlyList<WindowTranscript>> Parts);
}
