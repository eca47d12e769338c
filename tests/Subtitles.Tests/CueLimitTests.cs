using CsCheck;
using Transcribe.Core;
using Transcribe.Subtitles.Layout;

namespace Transcribe.Subtitles.Tests;

/// <summary>What holds for the cues of any words.</summary>
public sealed class CueLimitTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String[Gen.Char.AlphaNumeric, 1, 12],
        Gen.OneOf("Hello,", "world.", "the", "Mr.", "--", "-->", "a&b", "<i>", "中", "。", "「", "日本語", "e\u0301", "👩‍👩‍👧", "…", "\u0301"),
        Gen.String[Gen.Char.AlphaNumeric, 40, 130]);

    // Times as a broken alignment may have them, too.
    private static readonly Gen<SubtitleWord> AnyWord = Gen.Select(
        Texts, Gen.Long[-50, 60_000], Gen.Long[-50, 9_000], Gen.Bool,
        (text, start, length, spaced) => new SubtitleWord(start, start + length, text, spaced));

    private static readonly Gen<SubtitleWord[]> InOrder = Gen.Select(
        Texts, Gen.Long[0, 1_500], Gen.Long[0, 2_000], (text, length, pause) => (text, length, pause)).Array[0, 60].Select(parts =>
    {
        long now = 0;
        return parts.Select((part, index) =>
        {
            var start = now + part.pause;
            now = start + part.length;
            return new SubtitleWord(start, now, part.text, index > 0);
        }).ToArray();
    });

    [Fact]
    public void Divide_AnyWords_KeepsTheLimitsAndTheText() => Gen.Select(Gen.OneOf(InOrder, AnyWord.Array[0, 40]), CueLimits.Any).Sample(
        (words, options) =>
        {
            var cues = CueLayout.Divide(words, "en", options);

            CueLimits.Check(cues, options);
            Assert.Equal(Words.Joined(words), Words.Joined(cues.SelectMany(cue => cue.Lines).SelectMany(line => line)));
        },
        iter: Mutations.Count(2_000));

    [Fact]
    public void Of_AnySegments_JoinsToTheText() => Gen.String[Gen.OneOf(Gen.Char.AlphaNumeric, Gen.OneOf(' ', '中', '。', 'ก', ',')), 1, 40]
        .Where(text => text.Trim().Length > 0).Array[0, 6].Sample(texts =>
        {
            Segment[] segments = [.. texts.Select((text, index) => Words.Segment(Single(text.Trim()), index, index + 1))];

            var words = SubtitleWords.Of(segments).ToArray();

            Assert.Equal(TranscriptText.Join(segments.Select(segment => segment.Text)), Words.Joined(words));
            Assert.All(words.Zip(words.Skip(1)), pair => Assert.True(pair.First.End <= pair.Second.Start));
        });

    private static string Single(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
