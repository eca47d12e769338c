namespace Transcribe.Core;

/// <summary>A window of audio for a model, and how to transcribe it.</summary>
public sealed record WindowRequest
{
    /// <summary>The request that the window belongs to. Requests take turns.</summary>
    public required Requester Requester { get; init; }

    /// <summary>At most 30 s of mono PCM at 16 kHz, -1 to 1.</summary>
    public required ReadOnlyMemory<float> Samples { get; init; }

    /// <summary>How to transcribe it. <see cref="TranscriptionSettings.LanguageCodes"/> holds codes of <see cref="ModelDescription.LanguageCodes"/>.</summary>
    public required TranscriptionSettings Settings { get; init; }

    /// <summary>The beginning of the text, which the model must keep; null for none.</summary>
    public Continuation? Continuation { get; init; }
}

/// <summary>The beginning of a window's text that later transcripts of the growing window keep. Opaque: only the engine that made it can read it.</summary>
/// <param name="Language">The language code of the text.</param>
public abstract record Continuation(string Language);
