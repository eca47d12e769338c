using Transcribe.Whisper.Generation;
using static Transcribe.Whisper.Tests.Generation.TinyModel;

namespace Transcribe.Whisper.Tests.Generation;

public sealed class LogitsRulesTests
{
    private static readonly int[] Text = [.. Enumerable.Range(0, EndOfText)];

    [Fact]
    public void Apply_ToTheFirstToken_LeavesTheTimestampsOfTheFirstSecond() => Assert.Equal(Timestamps(0, 50), Allowed());

    [Fact]
    public void Apply_AfterTheFirstTimestamp_LeavesTextAndEnd() =>
        Assert.Equal([.. Text.Except([3]), EndOfText, English, German, 14], Allowed(At(4)));

    [Fact]
    public void Apply_AfterText_ForbidsTimestampsUpToTheSegmentsStart() =>
        Assert.Equal([.. Text.Except([3]), EndOfText, English, German, 14, .. Timestamps(5, 99)], Allowed(At(4), 1));

    [Fact]
    public void Apply_AfterAClosingTimestamp_LeavesAnotherFromThereOnOrTheEnd() =>
        Assert.Equal([EndOfText, English, German, 14, .. Timestamps(9, 99)], Allowed(At(4), 1, At(9)));

    [Fact]
    public void Apply_AfterAPairOfTimestamps_ForbidsAThird() =>
        Assert.DoesNotContain(Allowed(At(4), 1, At(9), At(9)), id => id >= FirstTimestamp);

    [Fact]
    public void Apply_AfterTheLastTimestampThereIs_ForbidsAllTimestamps() =>
        Assert.DoesNotContain(Allowed(At(99), 1), id => id >= FirstTimestamp);

    [Fact]
    public void Apply_TimestampsTogetherLikelierThanAnyText_LeavesTimestampsOnly()
    {
        // ln 95 = 4.55, so 95 timestamps at logit 0 outweigh one word at 4.5, but not one at 4.6.
        Assert.Equal(Timestamps(5, 99), Allowed(ScriptedDecoder.Peaks((1, 4.5f)), At(4), 1));
        Assert.Contains(1, Allowed(ScriptedDecoder.Peaks((1, 4.6f)), At(4), 1));
    }

    [Fact]
    public void Apply_WithoutTimestamps_ForbidsListedAndControlTokensOnly()
    {
        var rules = new LogitsRules(Config, timestamps: false);
        var logits = new float[VocabularySize];
        rules.Apply(logits, rules.After([]));

        var forbidden = Enumerable.Range(0, VocabularySize).Where(id => float.IsNegativeInfinity(logits[id]));
        Assert.Equal([0, 3, EndOfText, Start, TranslateTask, TranscribeTask, 17, StartOfPrevious, NoSpeech], forbidden);
    }

    private static int[] Timestamps(int from, int to) => [.. Enumerable.Range(At(from), to - from + 1)];

    /// <summary>Returns the allowed tokens where text is likely, so that only the rules of form apply.</summary>
    private static int[] Allowed(params int[] generated) =>
        Allowed(ScriptedDecoder.Peaks([.. Text.Append(EndOfText).Select(id => (id, 10f))]), generated);

    private static int[] Allowed(float[] logits, params int[] generated)
    {
        var rules = new LogitsRules(Config, timestamps: true);
        rules.Apply(logits, rules.After([.. generated.Select(id => new GeneratedToken(id, 0))]));
        return [.. Enumerable.Range(0, VocabularySize).Where(id => !float.IsNegativeInfinity(logits[id]))];
    }
}
