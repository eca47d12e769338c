using System.Text.Json.Nodes;

namespace Transcribe.Realtime.Sessions;

/// <summary>A session as the server tells it: the settings that are in force.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ExpiresAt">When the session must end.</param>
/// <param name="DefaultModel">The model of a session that names none.</param>
internal sealed record Session(string Id, DateTimeOffset ExpiresAt, string DefaultModel)
{
    private const string Kind = "realtime.transcription_session";

    /// <summary>The settings.</summary>
    public SessionSettings Settings { get; init; } = new();

    /// <summary>The session in the present form.</summary>
    public JsonObject ToJson() => new()
    {
        ["type"] = "transcription",
        ["object"] = Kind,
        ["id"] = Id,
        ["expires_at"] = ExpiresAt.ToUnixTimeSeconds(),
        ["audio"] = new JsonObject
        {
            ["input"] = new JsonObject
            {
                ["format"] = Format(),
                ["transcription"] = Transcription(),
                ["noise_reduction"] = null,
                ["turn_detection"] = Turns(),
            },
        },
        ["include"] = Array(Settings.HasLogProbabilities ? [SessionReader.LogProbabilities] : []),
    };

    /// <summary>The session in the form of the beta.</summary>
    public JsonObject ToBetaJson() => new()
    {
        ["object"] = Kind,
        ["id"] = Id,
        ["expires_at"] = ExpiresAt.ToUnixTimeSeconds(),
        ["modalities"] = new JsonArray("text"),
        ["input_audio_format"] = Choose("pcm16", "g711_ulaw", "g711_alaw"),
        ["input_audio_transcription"] = Transcription(),
        ["input_audio_noise_reduction"] = null,
        ["turn_detection"] = Turns(),
        ["include"] = Array(Settings.HasLogProbabilities ? [SessionReader.LogProbabilities] : []),
        ["client_secret"] = null,
    };

    private JsonObject Format()
    {
        var format = new JsonObject { ["type"] = Choose("audio/pcm", "audio/pcmu", "audio/pcma") };
        if (Settings.Format.Encoding == AudioFormat.Pcm.Encoding)
            format["rate"] = Settings.Format.Rate;
        return format;
    }

    private string Choose(string pcm, string muLaw, string aLaw) =>
        Settings.Format == AudioFormat.MuLaw ? muLaw : Settings.Format == AudioFormat.ALaw ? aLaw : pcm;

    private JsonObject Transcription()
    {
        var transcription = new JsonObject
        {
            ["model"] = Settings.Model.Length > 0 ? Settings.Model : DefaultModel,
            ["language"] = Settings.Languages is [var language] ? language : null,
            ["prompt"] = Settings.Prompt,
        };
        if (Settings.Languages.Count > 1)
            transcription["languages"] = Array(Settings.Languages);
        if (Settings.Keywords.Count > 0)
            transcription["keywords"] = Array(Settings.Keywords);
        return transcription;
    }

    private JsonObject? Turns() => Settings.TurnDetection is not { } turns ? null : new()
    {
        ["type"] = "server_vad",
        ["threshold"] = turns.Threshold,
        ["prefix_padding_ms"] = turns.PrefixPadding,
        ["silence_duration_ms"] = turns.SilenceDuration,
    };

    private static JsonArray Array(IReadOnlyList<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];
}
