using Transcribe.Core;
using Transcribe.Whisper.Generation;
using static Transcribe.Whisper.Tests.Generation.ScriptedDecoder;
using static Transcribe.Whisper.Tests.Generation.TinyModel;

namespace Transcribe.Whisper.Tests.Generation;

public sealed class WindowGenerationTests
{
    private static readonly GenerationOptions Forced = new() { Settings = new() { LanguageCodes = ["en"] } };

    [Fact]
    public void Run_LanguageForced_FeedsStartThenLanguageAndTaskThenTokens()
    {
        var decoder = new ScriptedDecoder(Writes(3, At(5), 1, 2, At(20)));
        var transcript = decoder.Run(Generation(Forced));

        Assert.Equal(
            [Feed(0, Start), Feed(1, English, TranscribeTask), Feed(3, At(5)), Feed(4, 1), Feed(5, 2), Feed(6, At(20))], decoder.Feeds);
        Assert.Equal([At(5), 1, 2, At(20)], Ids(transcript));
        Assert.Equal(
            ("en", 1, 0, false), (transcript.Language, transcript.LanguageProbability, transcript.Temperature, transcript.Truncated));
        Assert.Null(transcript.SuppressionReason);
    }

    [Fact]
    public void Run_Always_ScoresTheEndOfTextToo()
    {
        var transcript = new ScriptedDecoder(Writes(3, At(5), 1, At(20))).Run(Generation(Forced));
        // End-of-text has the logit 10; 83 others have 0: three languages and 80 timestamps.
        var end = -Math.Log(1 + (83 * Math.Exp(-10)));
        Assert.Equal((transcript.Tokens.Sum(token => token.LogProbability) + end) / 4, transcript.MeanLogProbability, 1e-6);
        Assert.Equal(3, transcript.Tokens.Count);
    }

    [Fact]
    public void Run_Prefix_IsFedAfterTheTaskAndBeginsTheText()
    {
        var decoder = new ScriptedDecoder(Writes(5, 2, At(20)));
        var transcript = decoder.Run(Generation(Forced with { Prefix = [new(At(5), -0.1f), new(1, -0.2f)] }));

        Assert.Equal([Feed(0, Start), Feed(1, English, TranscribeTask, At(5), 1), Feed(5, 2), Feed(6, At(20))], decoder.Feeds);
        Assert.Equal([At(5), 1, 2, At(20)], Ids(transcript));
        Assert.Equal([-0.1f, -0.2f], transcript.Tokens.Take(2).Select(token => token.LogProbability));
    }

    [Fact]
    public void Run_PrefixAndALoopAtEveryTemperature_KeepsThePrefixAlone()
    {
        var loop = Writes(5, [.. Enumerable.Repeat(2, 200)]);
        var transcript = new ScriptedDecoder(loop).Run(Generation(Forced with { Prefix = [new(At(5), 0), new(1, 0)] }));

        Assert.Equal([At(5), 1], Ids(transcript));
        Assert.Null(transcript.SuppressionReason);
    }

    [Fact]
    public void Run_NoCandidates_DetectsAmongAllLanguagesFromOneFeed()
    {
        var decoder = new ScriptedDecoder(
            cache => cache.Count == 1 ? Peaks((German, 2), (English, 1), (1, 30)) : Writes(3, At(5), 1, At(20))(cache));
        var transcript = decoder.Run(Generation(new GenerationOptions()));

        Assert.Equal("de", transcript.Language);
        Assert.Equal(Math.Exp(2) / (Math.Exp(2) + Math.Exp(1) + 1), transcript.LanguageProbability, 1e-6);
        Assert.Equal([Feed(0, Start), Feed(1, German, TranscribeTask)], decoder.Feeds[..2]);
    }

    [Fact]
    public void Run_Candidates_DetectsAmongThem()
    {
        var decoder = new ScriptedDecoder(
            cache => cache.Count == 1 ? Peaks((German, 9), (English, 1)) : Writes(3, At(5), 1, At(20))(cache));
        var transcript = decoder.Run(Generation(new GenerationOptions { Settings = new() { LanguageCodes = ["en", "fr", "en"] } }));

        Assert.Equal("en", transcript.Language);
        Assert.Equal(Math.E / (Math.E + 1), transcript.LanguageProbability, 1e-6);
    }

    [Fact]
    public void Construct_LanguageNotKnown_Fails()
    {
        var failure = Assert.Throws<TranscriptionException>(
            () => Generation(new GenerationOptions { Settings = new() { LanguageCodes = ["xx"] } }));
        Assert.Equal(TranscriptionError.UnknownLanguage, failure.Error);
    }

    [Fact]
    public void Run_Prompt_IsFedAfterDetectionAndBeforeTheStart()
    {
        var decoder = new ScriptedDecoder(cache => cache switch
        {
            [Start] => Peaks((German, 5), (NoSpeech, 50)),
            [.., Start] => Peaks((NoSpeech, MathF.Log(120))),
            _ => Writes(6, At(5), 1, At(20))(cache),
        });
        var transcript = decoder.Run(Generation(new GenerationOptions { Settings = new() { Prompt = " one two\n" } }));

        Assert.Equal(
            [Feed(0, Start), Feed(0, StartOfPrevious, 1, 2, Start), Feed(4, German, TranscribeTask), Feed(6, At(5))], decoder.Feeds[..4]);
        Assert.Equal(0.5f, transcript.NoSpeechProbability, 1e-5f);
    }

    [Fact]
    public void Run_LongPrompt_KeepsItsEndAndBoundsTheTextByTheContext()
    {
        // Half of 24 positions without the mark are 11 tokens. The mark, start, language and task make it 15 positions, and one token is
        // never fed.
        var decoder = new ScriptedDecoder(cache => cache.Count < 16 ? Peaks((At(0), 20)) : Peaks((1, 20)));
        var options = Forced with
        {
            Settings = Forced.Settings with { Prompt = "two" + string.Concat(Enumerable.Repeat(" one", 20)), Temperature = 0 },
        };
        var transcript = decoder.Run(new WindowGeneration(Config, 24, options, Codec));

        Assert.Equal(Feed(0, [StartOfPrevious, .. Enumerable.Repeat(1, 11), Start]), decoder.Feeds[0]);
        Assert.Equal(10, transcript.Tokens.Count);
        Assert.True(transcript.Truncated);
        Assert.Equal(Feed(23, 1), decoder.Feeds[^1]);
    }

    [Fact]
    public void Run_Translate_FeedsTheTask()
    {
        var decoder = new ScriptedDecoder(Writes(3, At(5), 1, At(20)));
        decoder.Run(Generation(new GenerationOptions { Settings = new() { LanguageCodes = ["de"], Task = TranscriptionTask.Translate } }));
        Assert.Equal(Feed(1, German, TranslateTask), decoder.Feeds[1]);
    }

    [Fact]
    public void Run_EnglishOnly_SamplesFromTheStartsLogits()
    {
        var decoder = new ScriptedDecoder(Writes(1, At(5), 1, At(20)));
        var transcript = decoder.Run(
            new WindowGeneration(EnglishOnly, 448, new GenerationOptions { Settings = new() { LanguageCodes = ["de"] } }, Codec));

        Assert.Equal([Feed(0, Start), Feed(1, At(5)), Feed(2, 1), Feed(3, At(20))], decoder.Feeds);
        Assert.Equal(("en", 1f), (transcript.Language, transcript.LanguageProbability));
    }

    [Fact]
    public void Run_WithoutTimestamps_SaysSoInTheStart()
    {
        var decoder = new ScriptedDecoder(Writes(4, 1, 2));
        Assert.Equal([1, 2], Ids(decoder.Run(Generation(Forced with { Timestamps = false }))));
        Assert.Equal(Feed(1, English, TranscribeTask, NoTimestamps), decoder.Feeds[1]);
    }

    [Fact]
    public void Run_CapReached_IsTruncatedAfterThatManyTokens()
    {
        var transcript = new ScriptedDecoder(Writes(3, At(5), 1, 2, 4, 5, 6))
            .Run(Generation(Forced with { Settings = Forced.Settings with { Temperature = 0 }, MaxTokens = 4 }));
        Assert.Equal([At(5), 1, 2, 4], Ids(transcript));
        Assert.True(transcript.Truncated);
    }

    [Fact]
    public void Run_LoopAtZero_StartsOverAtTheNextTemperature()
    {
        var startsOver = 0;
        var decoder = new ScriptedDecoder(cache =>
        {
            startsOver += cache.Count == 3 ? 1 : 0;
            return startsOver == 1 && cache.Count > 3 ? Peaks((1, 30)) : Writes(3, At(5), 1, At(20))(cache);
        });
        var transcript = decoder.Run(Generation(new GenerationOptions { Settings = new() { LanguageCodes = ["de", "en"] } }));

        Assert.Equal([At(5), 1, At(20)], Ids(transcript));
        Assert.Equal(0.2f, transcript.Temperature);
        Assert.Equal(Feed(0, Start, German, TranscribeTask), decoder.Feeds[2 + 223]);
        Assert.Equal("de", transcript.Language);
    }

    [Fact]
    public void Run_LoopAtEveryTemperature_IsRejectedAsRepetition()
    {
        var transcript = new ScriptedDecoder(cache => Peaks((cache.Count == 3 ? At(0) : 1, 40)))
            .Run(Generation(Forced with { MaxTokens = 100 }));
        Assert.Equal(SuppressionReasons.Repetition, transcript.SuppressionReason);
        Assert.True(transcript.CompressionRatio > 2.4f);
    }

    [Fact]
    public void Run_NoSpeechAndUnlikelyText_IsRejectedWithItsTokens()
    {
        var decoder = new ScriptedDecoder(cache => cache.Count switch
        {
            1 => Peaks((NoSpeech, 8)),
            3 => Peaks((At(0), 1)),
            4 => Peaks((1, 0.5f)),
            _ => Peaks((EndOfText, 9)),
        });
        var transcript = decoder.Run(Generation(Forced));

        Assert.Equal(SuppressionReasons.NoSpeech, transcript.SuppressionReason);
        Assert.Equal(Math.Exp(8) / (Math.Exp(8) + 120), transcript.NoSpeechProbability, 1e-5);
        Assert.NotEmpty(transcript.Tokens);
        Assert.Equal(0, transcript.Temperature);
    }

    [Fact]
    public void Run_NoSpeechButLikelyText_Stands()
    {
        var decoder = new ScriptedDecoder(cache => cache.Count == 1 ? Peaks((NoSpeech, 8)) : Writes(3, At(5), 1, At(20))(cache));
        Assert.Null(decoder.Run(Generation(Forced)).SuppressionReason);
    }

    [Fact]
    public void Run_AtATemperature_YieldsTheSameAloneAndAmongOthers()
    {
        var options = Forced with { Settings = Forced.Settings with { Temperature = 1 }, MaxTokens = 30 };
        var alone = new ScriptedDecoder(Wavy).Run(Generation(options));

        var neighbours = Enumerable.Range(0, 3).Select(_ => (Decoder: new ScriptedDecoder(Wavy), Window: Generation(options))).ToArray();
        while (neighbours.FirstOrDefault(n => !n.Window.IsFinished).Window is not null)
        {
            foreach (var (decoder, window) in neighbours.Where(n => !n.Window.IsFinished))
                decoder.Answer(window);
        }

        Assert.True(alone.Tokens.Count > 3);
        Assert.All(neighbours, n => Assert.Equal(alone.Tokens, n.Window.ToResult().Tokens));
    }

    [Fact]
    public void Accept_LogitsThatAreNotFinite_Fails()
    {
        var decoder = new ScriptedDecoder(
            cache => cache.Count < 5 ? Writes(3, At(5), 1)(cache) : [.. Enumerable.Repeat(float.NaN, VocabularySize)]);
        Assert.Equal(
            TranscriptionError.InferenceFailed, Assert.Throws<TranscriptionException>(() => decoder.Run(Generation(Forced))).Error);
    }

    [Fact]
    public void Accept_OnceFinished_IsRefused()
    {
        var generation = Generation(Forced);
        new ScriptedDecoder(Writes(3, At(5), 1, At(20))).Run(generation);
        Assert.True(generation.Pending.IsEmpty);
        Assert.Throws<InvalidOperationException>(() => generation.Accept(new float[VocabularySize]));
    }

    [Fact]
    public void ToResult_BeforeTheEnd_IsRefused() => Assert.Throws<InvalidOperationException>(() => Generation(Forced).ToResult());

    private static float[] Wavy(IReadOnlyList<int> cache) =>
        [.. Enumerable.Range(0, VocabularySize).Select(id => 2 * MathF.Sin((id * 7) + cache.Count))];

    private static WindowGeneration Generation(GenerationOptions options) => new(Config, 448, options, Codec);

    private static int[] Ids(GenerationResult transcript) => [.. transcript.Tokens.Select(token => token.Id)];
}
