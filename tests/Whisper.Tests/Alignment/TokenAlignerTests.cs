using System.Text.Json;
using Transcribe.Core;
using Transcribe.Whisper.Alignment;
using Transcribe.Whisper.Inference;
using static Transcribe.Whisper.Tests.Generation.TinyModel;

namespace Transcribe.Whisper.Tests.Alignment;

public sealed class TokenAlignerTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [Fact]
    public void Align_Transcript_ForcesItsTokensAfterTheStart()
    {
        int[] written = [At(0), 1, 2, At(20), At(30), 4, At(60), EndOfText];
        Assert.Equal([Start, English, TranscribeTask, .. written], Forced(TranscriptionTask.Transcribe));
        Assert.Equal([Start, English, TranslateTask, .. written], Forced(TranscriptionTask.Translate));
    }

    [Fact]
    public void Align_TranscriptWithoutTimestamps_SaysSoToTheModel()
    {
        int[] forced = [];
        new TokenAligner(Config).Align(Transcript(1, 2), TranscriptionTask.Transcribe, 32000, tokens => Uniform(forced = tokens));
        Assert.Equal([Start, English, TranscribeTask, NoTimestamps, 1, 2, EndOfText], forced);
    }

    [Fact]
    public void Align_EnglishOnly_ForcesNeitherLanguageNorTask()
    {
        int[] forced = [];
        new TokenAligner(EnglishOnly)
            .Align(Transcript(At(0), 1, At(20)), TranscriptionTask.Transcribe, 32000, tokens => Uniform(forced = tokens));
        Assert.Equal([Start, At(0), 1, At(20), EndOfText], forced);
    }

    [Fact]
    public void Align_UnfinishedSegmentLeftToTheNextWindow_IsNotForced()
    {
        int[] forced = [];
        new TokenAligner(Config)
            .Align(Transcript(At(0), 1, At(20), At(20), 2), TranscriptionTask.Transcribe, 32000, tokens => Uniform(forced = tokens));
        Assert.Equal([Start, English, TranscribeTask, At(0), 1, At(20), EndOfText], forced);
    }

    [Fact]
    public void Align_NothingToAlign_LeavesTheModelAlone()
    {
        var aligner = new TokenAligner(Config);
        AlignmentWeights Refuse(int[] tokens) => throw new InvalidOperationException("There is nothing to align.");
        Assert.Null(aligner.Align(Transcript(), TranscriptionTask.Transcribe, 32000, Refuse).TokenTimes);
        var rejected = Transcript(At(0), 1) with { SuppressionReason = SuppressionReasons.NoSpeech };
        Assert.Null(aligner.Align(rejected, TranscriptionTask.Transcribe, 32000, Refuse).TokenTimes);
    }

    [Fact]
    public void Align_HeadThatLooksAtEachWord_TimesItThere()
    {
        // The row before a token attends to the time of that token: the rows of the timestamps to 0.1 s and 1.4 s, the rows of the words to
        // 0.4 s, 0.7 s and 1 s. The words border on each other between these times.
        int[] looks = [0, 0, 5, 20, 35, 50, 70, 80, 0];
        var values = looks.SelectMany(at => Enumerable.Range(0, 120).Select(frame => Math.Abs(frame - at) < 6 ? 1f : 1e-3f)).ToArray();
        var weights = new AlignmentWeights(1, 9, 120, values);
        var times = new TokenAligner(Config)
            .Align(Transcript(At(0), 1, 2, 4, At(90)), TranscriptionTask.Transcribe, 32000, _ => weights)
            .TokenTimes!;

        Assert.Equal(3, times.Count);
        Assert.All(times.Zip([0.55, 0.85, 1.2]), pair => Assert.InRange(pair.First.End, pair.Second - 0.11, pair.Second + 0.11));
        Assert.InRange(times[0].Start, 0.14, 0.36);
        Assert.Equal(times.Skip(1).Select(time => time.Start), times.SkipLast(1).Select(time => time.End));
    }

    [Fact]
    public void Cost_OfRandomAttention_IsWarpedAsTheReference()
    {
        // alignment.json holds random weights and their path by openai/whisper's find_alignment (timing.py of c0d2f62).
        var data = JsonSerializer.Deserialize<Data>(
            File.ReadAllText(Path.Combine(Repository.Root, "tests/Whisper.Tests/Alignment/alignment.json")), Json)!;
        var matrix = new AlignmentMatrix(new AlignmentWeights(data.Heads, data.Tokens, data.Frames, data.Values), data.Used);
        Assert.Equal(data.RowStarts, DynamicTimeWarping.RowStarts(matrix.Cost(3, data.Tokens - 1)));
    }

    private static int[] Forced(TranscriptionTask task)
    {
        int[] forced = [];
        new TokenAligner(Config).Align(Transcript(At(0), 1, 2, At(20), At(30), 4, At(60)), task, 32000, tokens => Uniform(forced = tokens));
        return forced;
    }

    private static AlignmentWeights Uniform(int[] tokens) =>
        new(1, tokens.Length, 120, [.. Enumerable.Repeat(1 / 120f, tokens.Length * 120)]);

    private sealed record Data(int Heads, int Tokens, int Frames, int Used, float[] Values, int[] RowStarts);
}
