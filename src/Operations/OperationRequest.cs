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

    /// <summary>
    /// The W3C <c>traceparent</c> of the call that created the operation, to which its runs are linked; null if the call was not traced.
    /// </summary>
    public string? TraceParent { get; init; }

    /// <summary>What the quotas of the caller are counted by, where that is not the tenant; null otherwise.</summary>
    public string? Account { get; init; }

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
        using var content = input.OpenRead();
        return content is null ? null : SHA256.HashData(content);
    }

    /// <param name="caller">Who created the operation.</param>
    /// <param name="inline">A copy of the stored audio; null if it is remote.</param>
    /// <param name="fetched">See <see cref="AudioInput.Remote.Fetched"/>.</param>
    internal TranscriptionRequest ToTranscriptionRequest(
        Caller caller, ISpooledAudio? inline, Func<CancellationToken, Task>? fetched) => new()
        {
            Audio = inline is not null
                ? new AudioInput.Spooled(inline) { Format = Format }
                : new AudioInput.Remote(Uri!) { Format = Format, Fetched = fetched },
            Settings = Settings,
            Caller = caller,
            Priority = WorkPriority.Background,
        };
}
