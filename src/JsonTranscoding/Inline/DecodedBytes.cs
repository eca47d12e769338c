using Google.Protobuf;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Inline;

/// <summary>
/// Bytes that are decoded piece by piece. They stay in memory up to <see cref="MostInMemory"/>, and are written to the spool beyond. They
/// grow with what arrives, so a caller cannot reserve memory by declaring a length.
/// </summary>
/// <param name="spool">The spool; null keeps everything in memory.</param>
internal sealed class DecodedBytes(IAudioSpool? spool) : IDisposable
{
    /// <summary>The most bytes in memory: half a minute of PCM.</summary>
    private const int MostInMemory = 1 << 20;

    private readonly MemoryStream _memory = new();
    private ISpooledAudio? _file;
    private Stream? _writer;

    /// <summary>Whether there are none so far.</summary>
    public bool IsEmpty => _memory.Length == 0 && _file is null;

    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.SpoolUnavailable"/>.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_writer is null && spool is not null && _memory.Length + bytes.Length > MostInMemory)
        {
            _file = spool.Create();
            _writer = _file.OpenWrite();
            _memory.WriteTo(_writer);
            _memory.SetLength(0);
            _memory.Capacity = 0;
        }
        if (_writer is null)
            _memory.Write(bytes);
        else
            _writer.Write(bytes);
    }

    /// <summary>Ends the bytes.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.SpoolUnavailable"/>.</exception>
    public void End() => _writer?.Dispose();

    /// <summary>Returns the bytes, or a reference to the file (<see cref="SpooledContent"/>), when they have ended.</summary>
    public ByteString Finish() => _file is not null
        ? SpooledContent.Refer(_file)
        : UnsafeByteOperations.UnsafeWrap(_memory.GetBuffer().AsMemory(0, (int)_memory.Length));

    public void Dispose()
    {
        try
        {
            _writer?.Dispose();
        }
        catch (TranscriptionException)
        {
            // The disk is full, which the request has reported.
        }
        _file?.Dispose();
        _memory.Dispose();
    }
}
