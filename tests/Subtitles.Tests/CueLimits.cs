using CsCheck;

namespace Transcribe.Subtitles.Tests;

/// <summary>What holds for all cues.</summary>
internal static class CueLimits
{
    /// <summary>Any limits.</summary>
    public static readonly Gen<SubtitleOptions> Any = Gen.Select(
        Gen.Int[10, 60], Gen.Int[1, 4], Gen.Int[1, 8], Gen.Bool,
        (width, lines, words, limited) => new SubtitleOptions
        {
            MaxLineWidth = width,
            MaxLineCount = lines,
            MaxWordsPerLine = limited ? words : null,
        });

    /// <summary>Checks that cues keep the limits and do not overlap, and that each word begins while its cue is shown.</summary>
    public static void Check(IReadOnlyList<Cue> cues, SubtitleOptions options)
    {
        long last = 0;
        foreach (var cue in cues)
        {
            Assert.True(cue.Start >= last, "cues overlap");
            Assert.InRange(cue.End - cue.Start, 1, 7_000);
            Assert.InRange(cue.Lines.Count, 1, options.MaxLineCount);
            foreach (var line in cue.Lines)
            {
                Assert.InRange(line.Count, 1, options.MaxWordsPerLine ?? int.MaxValue);
                Assert.InRange(DisplayWidth.Of(Cue.Text(line)), 0, options.MaxLineWidth!.Value);
                Assert.All(line, word => Assert.InRange(word.Start, cue.Start, cue.End - 1));
            }
            last = cue.End;
        }
    }
}
