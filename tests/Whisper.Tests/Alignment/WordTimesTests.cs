using System.Text.Json;
using Transcribe.Whisper.Alignment;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Tests.Generation;

namespace Transcribe.Whisper.Tests.Alignment;

/// <summary>
/// Compares the words of random tokens with random times with the results of openai/whisper's <c>add_word_timestamps</c> and
/// <c>split_to_word_tokens</c> (timing.py and tokenizer.py of c0d2f62) in word-times.json. The reference rounds times to 10 ms.
/// </summary>
public sealed class WordTimesTests
{
    private const double Rounding = 0.0051;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [Fact]
    public void Assign_RandomWords_TimesThemAsTheReference()
    {
        var data = JsonSerializer.Deserialize<Data>(
            File.ReadAllText(Path.Combine(Repository.Root, "tests/Whisper.Tests/Alignment/word-times.json")), Json)!;
        var codec = new PieceCodec([.. data.Pieces.Select(Convert.FromHexString)]);
        Assert.NotEmpty(data.Cases);
        foreach (var given in data.Cases)
        {
            var drafts = Drafts(given);
            new WordTimes(codec)
                .Assign(drafts, [.. given.Frames.Zip(given.Frames.Skip(1), (start, end) => (start * 0.02f, end * 0.02f))], given.Language);
            Assert.All(given.Expected.Zip(drafts), pair => AssertSame(pair.First, pair.Second));
        }
    }

    private static SegmentDraft[] Drafts(Case given)
    {
        var probabilities = new Queue<float>(given.Probabilities);
        return [.. given.Segments.Select(segment =>
        {
            GeneratedToken[] tokens = [.. segment.Tokens.Select(id => new GeneratedToken(id, MathF.Log(probabilities.Dequeue())))];
            return new SegmentDraft(new TokenSlice(tokens, 0, null), endOfText: 50, windowLength: 480000)
            {
                Start = segment.Start,
                End = segment.End,
            };
        })];
    }

    private static void AssertSame(ExpectedSegment expected, SegmentDraft draft)
    {
        Assert.Equal(expected.Words.Select(word => word.Word), draft.Words.Select(word => word.Text));
        Assert.Equal(expected.Start, draft.Start, Rounding);
        Assert.Equal(expected.End, draft.End, Rounding);
        foreach (var (word, timing) in expected.Words.Zip(draft.Words))
        {
            Assert.Equal(word.Start, timing.Start, Rounding);
            Assert.Equal(word.End, timing.End, Rounding);
            Assert.Equal(word.Probability, timing.Probability, 1e-3);
        }
    }

    private sealed record Data(string[] Pieces, Case[] Cases);

    private sealed record Case(string Language, int[] Frames, float[] Probabilities, GivenSegment[] Segments, ExpectedSegment[] Expected);

    private sealed record GivenSegment(int[] Tokens, double Start, double End);

    private sealed record ExpectedSegment(double Start, double End, ExpectedWord[] Words);

    private sealed record ExpectedWord(string Word, double Start, double End, double Probability);
}
