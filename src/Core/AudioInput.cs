using System.Runtime.InteropServices;

namespace Transcribe.Core;

/// <summary>The source of a request's audio.</summary>
public abstract record AudioInput
{
    private AudioInput()
    {
    }

    /// <summary>The format of headerless PCM; null if container and codec are detected from the data.</summary>
    public PcmFormat? Format { get; init; }

    /// <summary>The index of the audio track to read, from 0; null for the default track of the file.</summary>
    public int? Track { get; init; }

    /// <summary>Whose request it is. The limits on fetches count by its caller.</summary>
    public Requester Requester { get; init; } = Requester.None;

    /// <summary>Opens audio that the caller sent.</summary>
    /// <returns>A stream that can seek; null if the audio has to be fetched.</returns>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.SpoolUnavailable"/>.</exception>
    public virtual Stream? OpenRead() => null;

    /// <summary>The audio itself, as the caller sent it.</summary>
    public sealed record Inline(ReadOnlyMemory<byte> Content) : AudioInput
    {
        /// <inheritdoc/>
        public override MemoryStream OpenRead() => MemoryMarshal.TryGetArray(Content, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(Content.ToArray(), writable: false);
    }

    /// <summary>The audio itself, as the caller sent it, on the disk. It belongs to the request and is deleted with it.</summary>
    public sealed record Spooled(ISpooledAudio Audio) : AudioInput
    {
        /// <inheritdoc/>
        public override Stream OpenRead() => Audio.OpenRead();
    }

    /// <summary>Audio to fetch from an http or https URL. The URL is untrusted.</summary>
    public sealed record Remote(Uri Uri) : AudioInput
    {
        /// <summary>
        /// Awaited between the fetch and all work on the audio, so that a request that fetches does not hold a place of those that work;
        /// null to go on at once. An exception from it ends the request.
        /// </summary>
        public Func<CancellationToken, Task>? Fetched { get; init; }
    }
}

/// <summary>Headerless PCM.</summary>
/// <param name="Encoding">The encoding of one sample.</param>
/// <param name="SampleRate">In Hz, 8000 to 96000.</param>
/// <param name="Channels">1 to 8, interleaved.</param>
public sealed record PcmFormat(PcmEncoding Encoding, int SampleRate, int Channels);

/// <summary>The encoding of one PCM sample.</summary>
public enum PcmEncoding
{
    /// <summary>Signed 16-bit little-endian.</summary>
    Linear16,

    /// <summary>32-bit IEEE 754 little-endian, -1 to 1.</summary>
    Float32,

    /// <summary>G.711 mu-law, 8 bits.</summary>
    MuLaw,

    /// <summary>G.711 A-law, 8 bits.</summary>
    ALaw,
}
