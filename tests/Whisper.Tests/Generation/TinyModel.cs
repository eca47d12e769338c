using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Tests.Generation;

/// <summary>A vocabulary of ten words, three languages and 100 timestamps in the order of Whisper's.</summary>
internal static class TinyModel
{
    public const int EndOfText = 10;
    public const int Start = 11;
    public const int English = 12;
    public const int German = 13;
    public const int TranslateTask = 15;
    public const int TranscribeTask = 16;
    public const int StartOfPrevious = 18;
    public const int NoSpeech = 19;
    public const int NoTimestamps = 20;
    public const int FirstTimestamp = 21;
    public const int VocabularySize = 121;

    public static SpecialTokens Tokens { get; } = new()
    {
        EndOfText = EndOfText,
        StartOfTranscript = Start,
        Languages = new Dictionary<string, int> { ["en"] = English, ["de"] = German, ["fr"] = 14 },
        Translate = TranslateTask,
        Transcribe = TranscribeTask,
        StartOfPrevious = StartOfPrevious,
        NoSpeech = NoSpeech,
        NoTimestamps = NoTimestamps,
        FirstTimestamp = FirstTimestamp,
    };

    /// <summary>Id 0 is the single space. Id 3 is on the list of suppressed tokens, and 17, start-of-lm, is not.</summary>
    public static GenerationConfig Config { get; } = new()
    {
        Tokens = Tokens,
        Multilingual = true,
        SuppressTokens = [3],
        BeginSuppressTokens = [0, EndOfText],
    };

    public static GenerationConfig EnglishOnly { get; } = Config with { Multilingual = false };

    public static ITextCodec Codec { get; } = new PieceCodec(
        " ", " one", " two", " (", " three", " four", " five", " six", " seven", " eight");

    public static int At(int step) => FirstTimestamp + step;

    public static GenerationResult Transcript(params int[] ids) => new()
    {
        Language = "en",
        LanguageProbability = 1,
        NoSpeechProbability = 0.25f,
        Tokens = [.. ids.Select(id => new GeneratedToken(id, -0.5f))],
        MeanLogProbability = -0.5f,
        CompressionRatio = 1,
        Temperature = 0,
        Truncated = false,
    };
}
