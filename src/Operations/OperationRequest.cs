using System.Security.Cryptography;
using Transcribe.Engine;

namespace Transcribe.Operations;

/// <summary>A <see cref="TranscriptionRequest"/> as it is stored: inline audio is named by its hash, and lies in the spool until the operation ends.</summary>
public sealed record OperationRequest
{
    /// <summary>Where the audio is fetched; null when it was sent inline.</summary>
    public Uri? Uri { get; init; }

    /// <summary>SHA-256 of inline audio in hexadecimal digits; null when it is fetched.</summary>
    public string? ContentHash { get; init; }

    /// <summary>How to read headerless PCM; null when the format is to be recognised.</summary>
    public PcmFormat? Format { get; init; }

    public required string Model { get; init; }

    public required IReadOnlyList<string> LanguageCodes { get; init; }

    public TranscriptionTask Task { get; init; }

    public required string Prompt { get; init; }

    public bool WordTimestamps { get; init; }

    public float? Temperature { get; init; }

    internal static OperationRequest From(TranscriptionRequest request) => new()
    {
        Uri = (request.Audio as AudioInput.Remote)?.Uri,
        ContentHash = request.Audio is AudioInput.Inline inline ? Convert.ToHexStringLower(SHA256.HashData(inline.Content.Span)) : null,
        Format = request.Audio.Format,
        Model = request.Model,
        LanguageCodes = request.LanguageCodes,
        Task = request.Task,
        Prompt = request.Prompt,
        WordTimestamps = request.WordTimestamps,
        Temperature = request.Temperature,
    };

    /// <param name="content">The spooled audio; empty when it is fetched.</param>
    internal TranscriptionRequest ToTranscriptionRequest(ReadOnlyMemory<byte> content) => new()
    {
        Audio = Uri is null ? new AudioInput.Inline(content) { Format = Format } : new AudioInput.Remote(Uri) { Format = Format },
        Model = Model,
        LanguageCodes = LanguageCodes,
        Task = Task,
        Prompt = Prompt,
        WordTimestamps = WordTimestamps,
        Temperature = Temperature,
    };
}
