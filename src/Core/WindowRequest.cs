namespace Transcribe.Core;

/// <summary>A window of audio and how to transcribe it.</summary>
public sealed record WindowRequest
{
    /// <summary>The request that the window belongs to. The model's queue serves requests in turn.</summary>
    public required Requester Requester { get; init; }

    /// <summary>Mono PCM at 16 kHz, at most 30 s, -1 to 1.</summary>
    public required ReadOnlyMemory<float> Samples { get; init; }

    /// <summary>
    /// How to transcribe it. <see cref="TranscriptionSettings.LanguageCodes"/> holds codes of <see cref="ModelDescription.LanguageCodes"/>.
    /// </summary>
    public required TranscriptionSettings Settings { get; init; }

    /// <summary>The start of the text, which the model must keep; null for none. Always null for engines without interim results.</summary>
    public Continuation? Continuation { get; init; }
}

/// <summary>
/// The start of a window's text, which later transcripts of the growing window keep. Only the engine that created it can read it.
/// </summary>
/// <param name="Language">The language code of the text.</param>
public abstract record Continuation(string Language);
