using System.Security.Cryptography;
using Transcribe.Core;

namespace Transcribe.Operations;

/// <summary>A <see cref="TranscriptionRequest"/> as it is stored, with the hash of inline audio in place of its bytes.</summary>
public sealed record OperationRequest
{
    /// <summary>The URL of the audio; null if it was sent inline.</summary>
    public Uri? Uri { get; init; }

    /// <summary>SHA-256 of inline audio in hexadecimal digits; null if the audio is remote.</summary>
    public string? ContentHash { get; init; }

    /// <summary>The format of headerless PCM; null if the format is detected.</summary>
    public PcmFormat? Format { get; init; }

    /// <summary>How to transcribe it.</summary>
    public required TranscriptionSettings Settings { get; init; }

    /// <summary>Whether the audio was sent inline. It is in the audio store until the operation ends.</summary>
    internal bool IsInline => ContentHash is not null;

    internal static OperationRequest From(TranscriptionRequest request) => new()
    {
        Uri = (request.Audio as AudioInput.Remote)?.Uri,
        ContentHash = Hash(request.Audio) is { } hash ? Convert.ToHexStringLower(hash) : null,
        Format = request.Audio.Format,
        Settings = request.Settings,
    };

    private static byte[]? Hash(AudioInput input)
    {
        if (input is not AudioInput.Spooled spooled)
            return input is AudioInput.Inline inline ? SHA256.HashData(inline.Content.Span) : null;
        using var stream = spooled.Audio.OpenRead();
        return SHA256.HashData(stream);
    }

    /// <param name="tenant">The owner of the operation.</param>
    /// <param name="content">The stored audio; empty if it is remote.</param>
    /// <param name="fetched">See <see cref="AudioInput.Remote.Fetched"/>.</param>
    internal TranscriptionRequest ToTranscriptionRequest(
        string tenant, ReadOnlyMemory<byte> content, Func<CancellationToken, Task>? fetched) => new()
        {
            Audio = Uri is null
            ? new AudioInput.Inline(content) { Format = Format }
            : new AudioInput.Remote(Uri) { Format = Format, Fetched = fetched },
            Settings = Settings,
            Caller = Caller.Of(tenant),
            Priority = WorkPriority.Background,
        };
}
