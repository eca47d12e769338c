using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using Transcribe.Core;
using Transcribe.Subtitles.Formats;
using Transcribe.Subtitles.Layout;

namespace Transcribe.Subtitles.Tests;

/// <summary>What holds for the cues of any segments, with word times and without.</summary>
public sealed partial class TimedWordTests
{
    private static readonly Gen<string> Spaced = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 1, 9],
        Gen.OneOf("Hello,", "world.", "the", "Mr.", "--", "-->", "a&b", "<i>", "\" well", "…", "e\u0301", "\u0301", "नमस्ते", "한국어"),
        Gen.String[Gen.Char.AlphaNumeric, 20, 90]);

    private static readonly Gen<string> Unspaced = Gen.OneOf(
        "今", "天", "。", "、", "「", "日本", "は", "が", "カー", "สวัสดี", "OK", "12", "\u0E31");

    // Characters for the reader, and wider than a line.
    private static readonly Gen<string> Wide = Gen.Int[1, 40].SelectMany(
        count => Gen.OneOf("👩\u200D", "क\u094D").Select(part => string.Concat(Enumerable.Repeat(part, count))));

    // From the end of the word before: touching, an overlap, a pause, a silence.
    private static readonly Gen<int> Pauses = Gen.Frequency(
        (4, Gen.Const(0)), (2, Gen.Int[-300, -1]), (3, Gen.Int[1, 900]), (1, Gen.Int[900, 9_000]));

    private static readonly Gen<int> Lengths = Gen.Frequency(
        (1, Gen.Const(0)), (2, Gen.Int[1, 60]), (5, Gen.Int[60, 900]), (1, Gen.Int[900, 20_000]));

    private static readonly Gen<(string Text, bool Space, int Pause, int Length)> Spoken = Gen.Select(
        Gen.Frequency((6, Spaced), (3, Unspaced), (1, Wide)), Gen.Bool, Pauses, Lengths);

    // A segment may begin and end before its words or after them.
    private static readonly Gen<Segment[]> Segments = Gen.Select(
        Spoken.Array[1, 25], Gen.Int[-600, 600], Gen.Int[-600, 600], Gen.Frequency((2, Gen.Const(Timing.Words)), (1, Gen.Enum<Timing>())))
        .Array[0, 4].Select(parts =>
        {
            var now = 0;
            return parts.Select(part => Segment(part.Item1, part.Item2, part.Item3, part.Item4, ref now)).ToArray();
        });

    [Fact]
    public void Of_AnySegments_JoinsToTheText() => Segments.Sample(
        segments => Assert.Equal(Text(segments), Words.Joined(SubtitleWords.Of(segments))),
        iter: Mutations.Count(2_000),
        print: Print);

    [Fact]
    public void Divide_AnySegments_KeepsTheLimitsAndTheText() => Sample((segments, options) =>
    {
        var cues = Cues(segments, options);

        CueLimits.Check(cues, options);
        Assert.Equal(Text(segments), Words.Joined(cues.SelectMany(cue => cue.Lines).SelectMany(line => line)));
    });

    [Fact]
    public void Underlined_AnySegments_DividesEachCueAmongItsWords() => Sample((segments, options) =>
    {
        foreach (var cue in Cues(segments, options))
        {
            var parts = Underlined.Of(cue, word => word.Text).ToArray();

            Assert.Equal(cue.Lines.Sum(line => line.Count), parts.Length);
            Assert.Equal((cue.Start, cue.End), (parts[0].Start, parts[^1].End));
            Assert.All(parts, part => Assert.True(part.Start < part.End));
            Assert.All(parts.Zip(parts.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
        }
    });

    [Fact]
    public void Karaoke_AnySegments_HasATimeForEachWordAfterTheFirst() => Sample((segments, options) =>
    {
        foreach (var cue in Cues(segments, options))
        {
            long[] times = [.. Timestamp().Matches(VttFormat.Write([cue], Highlight.Karaoke)).Select(Time)];

            Assert.Equal(cue.Lines.Sum(line => line.Count) - 1, times.Length);
            Assert.All([.. times.Prepend(cue.Start).Zip(times.Append(cue.End))], pair => Assert.True(pair.First < pair.Second));
        }
    });

    [GeneratedRegex(@"<(?:(\d+):)?(\d\d):(\d\d)\.(\d{3})>")]
    private static partial Regex Timestamp();

    private static long Time(Match match)
    {
        var (hours, minutes, seconds) = (Number(match.Groups[1]), Number(match.Groups[2]), Number(match.Groups[3]));
        return (((((hours * 60) + minutes) * 60) + seconds) * 1_000) + Number(match.Groups[4]);
    }

    private static long Number(Group group) => group.Success ? long.Parse(group.Value, CultureInfo.InvariantCulture) : 0;

    private static void Sample(Action<Segment[], SubtitleOptions> check) =>
        Gen.Select(Segments, CueLimits.Any).Sample(
            (segments, options) => check(segments, options),
            iter: Mutations.Count(2_000),
            print: given => $"{given.Item2}\n{Print(given.Item1)}");

    private static IReadOnlyList<Cue> Cues(Segment[] segments, SubtitleOptions options) =>
        CueLayout.Divide(SubtitleWords.Of(segments), "en", options);

    private static Segment Segment(
        (string Text, bool Space, int Pause, int Length)[] spoken, int before, int after, Timing timing, ref int now)
    {
        var text = "";
        var words = new List<Word>();
        foreach (var (word, space, pause, length) in spoken)
        {
            text += (space ? " " : "") + word;
            words.Add(new Word(At(now + pause), At(now + pause + length), word, Confidence: 1));
            now += pause + length;
        }
        return Words.Segment(text.Trim(), (words[0].Start + At(before)).TotalSeconds, At(now + after).TotalSeconds, "en", timing switch
        {
            Timing.None => [],
            Timing.FirstWordMissing => [.. words.Skip(1)],
            Timing.LastWordLonger => [.. words.SkipLast(1), words[^1] with { Text = words[^1].Text + "ing" }],
            _ => [.. words],
        });
    }

    private static string Text(Segment[] segments) => TranscriptText.Join(segments.Select(segment => segment.Text));

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    private static string Print(Segment[] segments) => string.Join('\n', segments.Select(
        segment => $"{segment} {string.Join(' ', segment.Words)}"));

    /// <summary>What has times. A word that spans two segments belongs to the first.</summary>
    private enum Timing
    {
        None,
        Words,
        FirstWordMissing,
        LastWordLonger,
    }
}
