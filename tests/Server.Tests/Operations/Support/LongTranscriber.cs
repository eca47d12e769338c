using Transcribe.Core;

namespace Transcribe.Server.Tests.Operations.Support;

/// <summary>Hears many segments in one window. It stands for audio of many hours.</summary>
/// <param name="wordsPerSegment">The words of each segment, which take about 30 bytes each.</param>
/// <param name="text">The text of each segment.</param>
internal sealed class LongTranscriber(int wordsPerSegment, string text = LongTranscriber.Spoken) : ITranscriber
{
    /// <summary>The number of segments.</summary>
    public const int Count = 2_500;

    private const string Spoken = "word";

    public bool IsReady => true;

    public int Concurrency => 1;

    /// <summary>The transcript of segments with the default text.</summary>
    public static string Text { get; } = string.Join(' ', Enumerable.Repeat(Spoken, Count));

    public void Check(TranscriptionRequest request)
    {
    }

    public async Task<TranscriptionSummary> TranscribeAsync(
        TranscriptionRequest request,
        TranscriptionCheckpoint resume,
        Func<FinishedWindow, CancellationToken, ValueTask> onWindow,
        CancellationToken cancellationToken)
    {
        var words = Enumerable.Repeat(new Word(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(2.5), Spoken, 0.5f), wordsPerSegment);
        var segments =
            from index in Enumerable.Range(0, Count)
            let start = TimeSpan.FromSeconds(index)
            select new Segment(index, start, start + TimeSpan.FromSeconds(1), text, "en", 1, 0, [.. words]);
        await onWindow(new FinishedWindow([.. segments], TranscriptionCheckpoint.Start), cancellationToken);
        var audio = TimeSpan.FromSeconds(Count);
        return new TranscriptionSummary(
            "en", new Coverage(audio, audio, TimeSpan.Zero, TimeSpan.Zero, []), new Timings(default, default, default, default, 0));
    }
}
