namespace Transcribe.Core;

/// <summary>Keeps inline audio on the disk while its request is served.</summary>
public interface IAudioSpool
{
    /// <summary>A new file for audio, which does not exist before it is written.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.SpoolUnavailable"/>.</exception>
    ISpooledAudio Create();

    /// <summary>A new file with the audio of a stream.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.SpoolUnavailable"/>.</exception>
    async Task<ISpooledAudio> CopyAsync(Stream audio, CancellationToken cancellationToken)
    {
        var file = Create();
        try
        {
            await using var writer = file.OpenWrite();
            await audio.CopyToAsync(writer, cancellationToken);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}

/// <summary>Spooled audio, written once and then read. Disposing of it deletes it; streams that are open stay valid.</summary>
/// <remarks>A fault of the disk is a <see cref="TranscriptionException"/> with <see cref="TranscriptionError.SpoolUnavailable"/>.</remarks>
public interface ISpooledAudio : IDisposable
{
    /// <summary>The bytes that were written.</summary>
    long Length { get; }

    /// <summary>Opens the file for writing. Once.</summary>
    Stream OpenWrite();

    /// <summary>Opens the file for reading.</summary>
    Stream OpenRead();
}
