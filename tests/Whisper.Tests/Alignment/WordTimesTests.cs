using System.Text.Json;
using Transcribe.Whisper.Alignment;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Tests.Generation;

namespace Transcribe.Whisper.Tests.Alignment;

/// <summary>
/// Words of random tokens against what openai/whisper's own <c>add_word_timestamps</c> and <c>split_to_word_tokens</c> (timing.py and
/// tokenizer.py of c0d2f62) made of them: word-times.json. Its times are not compared: the reference moves segments to their words.
/// </summary>
public sealed class WordTimesTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [Fact]
    public void Assign_RandomWords_SplitsThemAsTheReference()
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
            Assert.All(drafts.Where(draft => draft.IsAudible), AssertInside);
        }
    }

    private static SegmentDraft[] Drafts(Case given)
    {
        var probabilities = new Queue<float>(given.Probabilities);
        return [.. given.Segments.Select(segment =>
        {
            GeneratedToken[] tokens = [.. segment.Tokens.Select(id => new GeneratedToken(id, MathF.Log(probabilities.Dequeue())))];
            var (start, end) = ((int)Math.Round(segment.Start / 0.02), (int)Math.Round(segment.End / 0.02));
            return new SegmentDraft(new TokenSlice(tokens, start, end), endOfText: 50, windowLength: 480000);
        })];
    }

    private static void AssertSame(ExpectedSegment expected, SegmentDraft draft)
    {
        Assert.Equal(expected.Words.Select(word => word.Word), draft.Words.Select(word => word.Text));
        Assert.All(expected.Words.Zip(draft.Words), pair => Assert.Equal(pair.First.Probability, pair.Second.Probability, 1e-3));
    }

    private static void AssertInside(SegmentDraft draft)
    {
        var earliest = draft.Start;
        foreach (var word in draft.Words)
        {
            Assert.InRange(word.Start, earliest, word.End);
            Assert.True(word.Duration > 0);
            earliest = word.End;
        }

        Assert.True(earliest <= draft.End);
    }

    private sealed record Data(string[] Pieces, Case[] Cases);

    private sealed record Case(string Language, int[] Frames, float[] Probabilities, GivenSegment[] Segments, ExpectedSegment[] Expected);

    private sealed record GivenSegment(int[] Tokens, double Start, double End);

    private sealed record ExpectedSegment(ExpectedWord[] Words);

    private sealed record ExpectedWord(string Word, double Probability);
}
