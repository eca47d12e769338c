using Transcribe.Core;
using Transcribe.Subtitles;

namespace Transcribe.OpenAi.Form;

/// <summary>What a form asks for.</summary>
internal sealed record AudioForm
{
    /// <summary>How to transcribe the audio, without what the format of the answer needs.</summary>
    public required TranscriptionSettings Settings { get; init; }

    /// <summary>The URL of the audio; null if the form contains the audio.</summary>
    public string? Url { get; init; }

    /// <summary>The format of headerless PCM; null if container and codec are detected from the data.</summary>
    public PcmFormat? Pcm { get; init; }

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

    /// <summary>How to transcribe the audio for this answer. Subtitles need the times of words.</summary>
    public TranscriptionSettings ToSettings() => Settings with
    {
        WordTimestamps = HasWords || Format is AnswerFormat.Srt or AnswerFormat.Vtt,
        Tokens = HasLogProbabilities || Format is AnswerFormat.VerboseJson or AnswerFormat.WhisperJson,
    };
}
