using System.Threading.Channels;
using Transcribe.Core;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>Hears the segments that a test gives it, when the test gives them. It stands for a long transcription.</summary>
internal sealed class ScriptedTranscriber : ITranscriber
{
    private readonly Channel<string> _texts = Channel.CreateUnbounded<string>();
    private readonly TaskCompletionSource _begun = new();

    public bool IsReady => true;

    public int Concurrency => 1;

    /// <summary>Completes when a call transcribes.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Gives the next segment.</summary>
    public void Hear(string text) => _texts.Writer.TryWrite(text);

    /// <summary>Ends the transcription.</summary>
    public void End(Exception? failure = null) => _texts.Writer.TryComplete(failure);

    public void Check(TranscriptionRequest request)
    {
    }

    public async Task<TranscriptionSummary> TranscribeAsync(
        TranscriptionRequest request,
        TranscriptionCheckpoint resume,
        Func<FinishedWindow, CancellationToken, ValueTask> onWindow,
        CancellationToken cancellationToken)
    {
        _begun.TrySetResult();
        var index = 0;
        await foreach (var text in _texts.Reader.ReadAllAsync(cancellationToken))
        {
            var start = TimeSpan.FromSeconds(index);
            var segment = new Segment(index++, start, start + TimeSpan.FromSeconds(1), text, "en", 1, 0, []);
            await onWindow(new FinishedWindow([segment], TranscriptionCheckpoint.Start), cancellationToken);
        }
        var audio = TimeSpan.FromSeconds(index + 0.5);
        return new TranscriptionSummary(
            "en", new Coverage(audio, audio, TimeSpan.Zero, TimeSpan.Zero, []), new Timings(default, default, default, default, 0));
    }
}
