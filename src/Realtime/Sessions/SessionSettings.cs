using Google.Protobuf.WellKnownTypes;
using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.V1;

namespace Transcribe.Realtime.Sessions;

/// <summary>The settings of a session.</summary>
internal sealed record SessionSettings
{
    private const string Separator = ", ";

    /// <summary>The format of the audio.</summary>
    public AudioFormat Format { get; init; } = AudioFormat.Pcm;

    /// <summary>The model; empty for the default model.</summary>
    public string Model { get; init; } = "";

    /// <summary>The candidate languages; empty for all.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Text that shows the expected words and style. Its beginning makes room for the keywords if it is long.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>Expected words. They follow the prompt.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>How turns are found; null if the client commits them.</summary>
    public TurnDetection? TurnDetection { get; init; } = new();

    /// <summary>Whether transcripts have the log probabilities of their tokens.</summary>
    public bool HasLogProbabilities { get; init; }

    /// <summary>What must be known before the settings can be used.</summary>
    public TranscriptionSettings ToCheck() => new() { Model = Model, LanguageCodes = Languages };

    /// <summary>The configuration of the live stream.</summary>
    public LiveConfig ToLive()
    {
        var config = new LiveConfig
        {
            Config = new TranscriptionConfig
            {
                Model = Model,
                LanguageCodes = { Languages },
                EnableTokens = HasLogProbabilities,
                Prompt = WholePrompt(),
                ExplicitDecoding = new ExplicitDecoding
                {
                    Encoding = Format.Encoding,
                    SampleRateHertz = Format.Rate,
                    AudioChannelCount = 1,
                },
            },
            InterimResults = true,
            VoiceActivityEvents = TurnDetection is not null,
            EmptyResults = true,
            Endpointing = new V1.Endpointing { Mode = V1.Endpointing.Types.Mode.Manual },
        };
        if (TurnDetection is not { } turns)
            return config;
        config.SpeechEndTimeout = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(turns.SilenceDuration));
        config.Endpointing = new V1.Endpointing
        {
            Threshold = (float)turns.Threshold,
            PrefixPadding = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(turns.PrefixPadding)),
        };
        return config;
    }

    /// <summary>Joins expected words, and the prompt before them.</summary>
    public static string Join(IEnumerable<string> parts) => string.Join(Separator, parts.Where(part => part.Length > 0));

    private string WholePrompt()
    {
        var keywords = Join(Keywords);
        return keywords.Length == 0
            ? Prompt
            : Join([PromptText.End(Prompt, FieldLimits.Prompt - keywords.Length - Separator.Length), keywords]);
    }
}
