using Transcribe.Core;
using Transcribe.Subtitles;

namespace Transcribe.OpenAi.Form;

/// <summary>What a form asks for.</summary>
internal sealed record AudioForm
{
    /// <summary>How to transcribe the audio.</summary>
    public required TranscriptionSettings Settings { get; init; }

    /// <summary>The URL of the audio; null if the form contains the audio.</summary>
    public string? Url { get; init; }

    /// <summary>The format of the answer.</summary>
    public required AnswerFormat Format { get; init; }

    /// <summary>Whether the answer is a stream of events.</summary>
    public bool Stream { get; init; }

    /// <summary>Whether a verbose answer has its segments.</summary>
    public bool HasSegments { get; init; } = true;

    /// <summary>Whether a verbose answer has words with their times.</summary>
    public bool HasWords { get; init; }

    /// <summary>Whether the answer has the log probabilities of its tokens.</summary>
    public bool HasLogProbabilities { get; init; }

    /// <summary>How subtitles are laid out.</summary>
    public SubtitleOptions Layout { get; init; } = new();
}

/// <summary>A format of answers.</summary>
internal enum AnswerFormat
{
    /// <summary>JSON with the text.</summary>
    Json,

    /// <summary>The text itself.</summary>
    Text,

    /// <summary>SubRip.</summary>
    Srt,

    /// <summary>JSON with segments and words.</summary>
    VerboseJson,

    /// <summary>WebVTT.</summary>
    Vtt,

    /// <summary>Tab-separated values. OpenAI's API does not have it.</summary>
    Tsv,
}
