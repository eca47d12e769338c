using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Transcribe.Engine.Generation;
using Transcribe.Engine.Segments;
using Transcribe.Engine.Windows;

namespace Transcribe.Engine.Batching;

/// <summary>
/// One request's windows, transcribed side by side and given back in order of time. At most as many are under way as the model has slots,
/// so that a long file may fill the batch, and a slow reader holds back this request alone.
/// Where the language is open it is heard in the first window with text, as openai/whisper does, and then holds for the rest.
/// </summary>
internal sealed class WindowSequence(LoadedModel model, WindowOptions options, WorkPriority priority)
{
    private readonly Requester _requester = new(priority);
    private readonly WindowTranscriber _transcriber = new(model);

    /// <summary>Each span with its result; silence has none.</summary>
    public async IAsyncEnumerable<(AudioSpan Span, WindowResult? Result)> TranscribeAsync(
        IAsyncEnumerable<AudioSpan> spans,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var underWay = Channel.CreateBounded<(AudioSpan Span, Task<WindowResult>? Result)>(new BoundedChannelOptions(model.Slots) { SingleReader = true, SingleWriter = true });
        var submission = SubmitAsync(spans, underWay.Writer, abandoned.Token);
        try
        {
            await foreach (var (span, result) in underWay.Reader.ReadAllAsync(cancellationToken))
                yield return (span, result is null ? null : await result);
            await submission;
        }
        finally
        {
            // Whatever ended this early, nothing of the request stays behind in the decoder, the queue or the batch.
            await abandoned.CancelAsync();
            await submission.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (underWay.Reader.TryRead(out var rest))
                await (rest.Result ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task SubmitAsync(IAsyncEnumerable<AudioSpan> spans, ChannelWriter<(AudioSpan Span, Task<WindowResult>? Result)> underWay, CancellationToken cancellationToken)
    {
        Exception? fault = null;
        try
        {
            var settled = options;
            await foreach (var span in spans.WithCancellation(cancellationToken))
            {
                var result = span is AudioSpan.Window window ? _transcriber.TranscribeAsync(_requester, window, settled, cancellationToken) : null;
                await underWay.WriteAsync((span, result), cancellationToken);
                if (result is not null && settled.Languages.Count != 1 && (await result).Language is { } language)
                    settled = settled with { Languages = [language] };
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
}
