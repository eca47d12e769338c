using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.Subtitles;

namespace Transcribe.OpenAi.Form;

/// <summary>
/// Reads the fields of OpenAI's audio API and of the servers that extend it. Fields that nobody here knows are ignored, as those servers
/// do.
/// </summary>
internal static class AudioFormReader
{
    private const int MonthSeconds = 30 * 24 * 60 * 60;

    // Other fields with which whisper.cpp and faster-whisper select parts of the audio.
    private static readonly string[] Clips = ["offset_n", "clip_timestamps"];

    private static readonly string[] Speakers = ["known_speaker_names", "known_speaker_references"];

    /// <param name="fields">The fields.</param>
    /// <param name="task">What the call does.</param>
    /// <param name="second">The units of <c>duration</c> in a second.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with the name of the field.</exception>
    public static AudioForm Read(FormFields fields, TranscriptionTask task, int second = 1)
    {
        Refuse(fields);
        var granularities = Granularities(fields);
        var form = new AudioForm
        {
            Settings = Settings(fields, fields.Flag("translate") ? TranscriptionTask.Translate : task) with { Clip = Clip(fields, second) },
            Url = fields.Text("url")?.Trim(),
            Format = Format(fields),
            Stream = fields.Flag("stream"),
            HasWords = granularities.Contains("word"),
            HasSegments = granularities.Count == 0 || granularities.Contains("segment"),
            HasLogProbabilities = Includes(fields),
            Layout = Layout(fields),
        };
        if (form is { Stream: true, Format: AnswerFormat.Srt or AnswerFormat.Vtt or AnswerFormat.Tsv })
            throw FormFields.Invalid("response_format", "must not be srt, vtt or tsv with `stream`, because events are JSON");
        return form;
    }

    private static TranscriptionSettings Settings(FormFields fields, TranscriptionTask task) => new()
    {
        Model = Limited(fields, "model") ?? "",
        LanguageCodes = LanguageCodes(fields),
        Task = task,
        Prompt = Prompt(fields),
        // OpenAI's default 0 stands for the fallback to higher temperatures, which an absent temperature selects here.
        Temperature = fields.Number("temperature", 0, 1) is > 0 and var temperature ? (float)temperature : null,
    };

    // whisper.cpp counts in milliseconds. Zero stands for the whole audio there.
    private static AudioClip? Clip(FormFields fields, int second)
    {
        var start = fields.Number("offset", 0, MonthSeconds) ?? (fields.Number("offset_t", 0, MonthSeconds * 1000.0) / 1000) ?? 0;
        var duration = fields.Number("duration", 0, MonthSeconds * (double)second) / second;
        TimeSpan? length = duration > 0 ? TimeSpan.FromSeconds(Math.Max(duration.Value, 0.001)) : null;
        return start == 0 && length is null ? null : new AudioClip(TimeSpan.FromSeconds(start), length);
    }

    private static string? Limited(FormFields fields, string name) => fields.Text(name) is { Length: > FieldLimits.Name }
        ? throw FormFields.Invalid(name, $"may have at most {FieldLimits.Name} characters")
        : fields.Text(name)?.Trim();

    // One language is forced. Several are candidates, of which the model detects one.
    private static string[] LanguageCodes(FormFields fields) =>
        Limited(fields, "language") is { } language ? [.. Code(language)]
        : fields.List("languages") is var all && all.Count <= FieldLimits.MaximumCount ? [.. all.SelectMany(Code).Distinct()]
        : throw FormFields.Invalid("languages", $"may have at most {FieldLimits.MaximumCount} entries");

    private static string[] Code(string language) =>
        language.Equals("auto", StringComparison.OrdinalIgnoreCase) ? [] : [LanguageNames.CodeOf(language)];

    // The model reads keywords as the beginning of the prompt, as faster-whisper's hotwords. It forgets the beginning of a long prompt.
    private static string Prompt(FormFields fields)
    {
        var keywords = string.Join(", ", fields.List("keywords").Concat(fields.List("hotwords")));
        var prompt = fields.Text("prompt") ?? fields.Text("initial_prompt") ?? "";
        var end = PromptText.End(prompt, FieldLimits.Prompt - keywords.Length - 1);
        if (keywords.Length > FieldLimits.Prompt)
            throw FormFields.Invalid("keywords", $"may have at most {FieldLimits.Prompt} characters");
        return keywords.Length > 0 && end.Length > 0 ? $"{keywords} {end}" : keywords + end;
    }

    private static AnswerFormat Format(FormFields fields) => fields.Text("response_format")?.Trim().ToLowerInvariant() switch
    {
        null or "json" => AnswerFormat.Json,
        "text" => AnswerFormat.Text,
        "srt" => AnswerFormat.Srt,
        "verbose_json" => AnswerFormat.VerboseJson,
        "vtt" => AnswerFormat.Vtt,
        "tsv" => AnswerFormat.Tsv,
        "diarized_json" => throw FormFields.Invalid(
            "response_format", "must not be diarized_json, because the server does not tell speakers apart"),
        _ => throw FormFields.Invalid("response_format", "must be json, text, srt, verbose_json, vtt or tsv"),
    };

    private static IReadOnlyList<string> Granularities(FormFields fields)
    {
        var all = fields.List("timestamp_granularities");
        return all.All(one => one is "word" or "segment")
            ? all
            : throw FormFields.Invalid("timestamp_granularities", "must be word or segment");
    }

    private static bool Includes(FormFields fields)
    {
        var all = fields.List("include");
        return all.All(one => one == "logprobs") ? all.Count > 0 : throw FormFields.Invalid("include", "must be logprobs");
    }

    // The ranges are those of the contract of the service.
    private static SubtitleOptions Layout(FormFields fields) => new()
    {
        MaxLineWidth = fields.Whole("max_line_width", 10, 200),
        MaxLineCount = fields.Whole("max_line_count", 1, 10) ?? SubtitleOptions.DefaultLineCount,
        MaxWordsPerLine = fields.Whole("max_words_per_line", 1, 100),
        Highlight = HighlightOf(fields),
    };

    // The first field has the names of the contract of the service, the second is that of faster-whisper's servers.
    private static Highlight HighlightOf(FormFields fields) => fields.Text("highlight")?.Trim().ToLowerInvariant() switch
    {
        null => fields.Flag("highlight_words") ? Highlight.Underline : Highlight.None,
        "underline" => Highlight.Underline,
        "karaoke" => Highlight.Karaoke,
        _ => throw FormFields.Invalid("highlight", "must be underline or karaoke"),
    };

    // Silently ignoring them would give a wrong answer.
    private static void Refuse(FormFields fields)
    {
        if (fields.FirstOf(Clips) is { } clip)
            throw FormFields.Invalid(clip, "is not supported; `offset` and `duration` select a part of the audio");
        if (Speakers.FirstOrDefault(name => fields.List(name).Count > 0) is { } speaker)
            throw FormFields.Invalid(speaker, "is not supported: the server does not tell speakers apart");
        ChunkingStrategy.Check(fields);
        _ = fields.Flag("vad_filter");
    }
}
