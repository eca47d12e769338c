using Transcribe.JsonTranscoding;
using Transcribe.Realtime.Events;

namespace Transcribe.Realtime.Sessions;

/// <summary>
/// Applies the session of a client to settings: the members that it has, by their present names and by those of the beta. Members that the
/// server has no use for are ignored.
/// </summary>
internal static class SessionReader
{
    /// <summary>The only value of <c>include</c>.</summary>
    public const string LogProbabilities = "item.input_audio_transcription.logprobs";

    private const string Transcription = "transcription";
    private const string BetaTranscription = "input_audio_transcription";
    private const double LongestSilence = 10_000;
    private const double LongestPadding = 2_000;

    /// <param name="settings">The settings so far.</param>
    /// <param name="session">The members of the session.</param>
    /// <exception cref="RealtimeException">A member has a value that is not accepted.</exception>
    public static SessionSettings Apply(SessionSettings settings, Members session)
    {
        if (session.Text("type") is { } type && type != Transcription)
            throw session.Wrong("type", $"\"{Transcription}\": this server has transcription sessions only");
        settings = ApplyBeta(settings, session) with { HasLogProbabilities = Includes(session) ?? settings.HasLogProbabilities };
        return session.Object("audio")?.Object("input") is { } input ? ApplyInput(settings, input) : settings;
    }

    /// <summary>The path of a member of the transcription, in the form in which a client has sent the session.</summary>
    /// <param name="session">The members of the session.</param>
    /// <param name="names">The names that the member may have.</param>
    public static string TranscriptionPath(Members session, params string[] names) =>
        (session.Object("audio")?.Object("input")?.Object(Transcription) ?? session.Object(BetaTranscription)) is { } sent
            ? sent.PathOf(names.FirstOrDefault(sent.Has) ?? names[0])
            : session.PathOf($"audio.input.{Transcription}.{names[0]}");

    private static bool? Includes(Members session) => session.Texts("include") is not { } all ? null
        : all.All(one => one == LogProbabilities) ? all.Count > 0
        : throw session.Wrong("include", $"[\"{LogProbabilities}\"] or []");

    private static SessionSettings ApplyInput(SessionSettings settings, Members input)
    {
        if (input.Object("format") is { } format)
            settings = settings with { Format = Format(format) };
        if (input.Object(Transcription) is { } transcription)
            settings = ApplyTranscription(settings, transcription);
        return settings with { TurnDetection = Turns(settings.TurnDetection, input) };
    }

    private static SessionSettings ApplyBeta(SessionSettings settings, Members session)
    {
        if (session.Text("input_audio_format") is { } name)
            settings = settings with { Format = BetaFormat(name, session) };
        if (session.Object(BetaTranscription) is { } transcription)
            settings = ApplyTranscription(settings, transcription);
        return settings with { TurnDetection = Turns(settings.TurnDetection, session) };
    }

    private static SessionSettings ApplyTranscription(SessionSettings settings, Members transcription)
    {
        var languages = Languages(transcription);
        if (Name(transcription, "language") is { Length: > 0 } language)
            languages = [language];
        return settings with
        {
            Model = Name(transcription, "model") ?? settings.Model,
            Languages = languages ?? settings.Languages,
            Prompt = transcription.Text("prompt") is { } prompt ? PromptText.End(prompt) : settings.Prompt,
            Keywords = Keywords(transcription) ?? settings.Keywords,
        };
    }

    private static string? Name(Members members, string name) => members.Text(name) is { Length: > FieldLimits.Name }
        ? throw members.Wrong(name, $"at most {FieldLimits.Name} characters")
        : members.Text(name);

    private static IReadOnlyList<string>? Languages(Members transcription)
    {
        var all = transcription.Texts("languages");
        return all is null || (all.Count <= FieldLimits.MaximumCount && all.All(one => one.Length <= FieldLimits.Name))
            ? all
            : throw transcription.Wrong("languages", $"at most {FieldLimits.MaximumCount} codes of {FieldLimits.Name} characters");
    }

    private static IReadOnlyList<string>? Keywords(Members transcription)
    {
        var all = transcription.Texts("keywords");
        return all is null || SessionSettings.Join(all).Length <= FieldLimits.Prompt
            ? all
            : throw transcription.Wrong("keywords", $"at most {FieldLimits.Prompt} characters");
    }

    private static AudioFormat Format(Members format) => format.Text("type") switch
    {
        "audio/pcm" => AudioFormat.Pcm with { Rate = (int)(format.Number("rate", 8_000, 96_000) ?? AudioFormat.UsualRate) },
        "audio/pcmu" => AudioFormat.MuLaw,
        "audio/pcma" => AudioFormat.ALaw,
        _ => throw format.Wrong("type", "\"audio/pcm\", \"audio/pcmu\" or \"audio/pcma\""),
    };

    private static AudioFormat BetaFormat(string name, Members session) => name switch
    {
        "pcm16" => AudioFormat.Pcm,
        "g711_ulaw" => AudioFormat.MuLaw,
        "g711_alaw" => AudioFormat.ALaw,
        _ => throw session.Wrong("input_audio_format", "\"pcm16\", \"g711_ulaw\" or \"g711_alaw\""),
    };

    private static TurnDetection? Turns(TurnDetection? before, Members parent)
    {
        const string Name = "turn_detection";
        if (!parent.Has(Name))
            return before;
        return parent.Object(Name) is { } turns ? Turns(before ?? new TurnDetection(), turns, turns.Text("type")) : null;
    }

    private static TurnDetection Turns(TurnDetection before, Members turns, string? type) => type switch
    {
        null or "server_vad" => new TurnDetection(
            turns.Number("threshold", 0, 1) ?? before.Threshold,
            (int)(turns.Number("prefix_padding_ms", 0, LongestPadding) ?? before.PrefixPadding),
            (int)(turns.Number("silence_duration_ms", 100, LongestSilence) ?? before.SilenceDuration)),
        "semantic_vad" => before with { SilenceDuration = Silence(turns) },
        _ => throw turns.Wrong("type", "\"server_vad\" or \"semantic_vad\""),
    };

    // The server does not judge the meaning of what was said, so eagerness is a pause.
    private static int Silence(Members turns) => turns.Text("eagerness") switch
    {
        "low" => 1_000,
        null or "auto" or "medium" => 500,
        "high" => 300,
        _ => throw turns.Wrong("eagerness", "\"low\", \"medium\", \"high\" or \"auto\""),
    };
}
