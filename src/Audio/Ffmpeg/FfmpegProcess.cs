using System.Diagnostics;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>A running ffmpeg process. Disposal kills it and waits for its end.</summary>
internal sealed class FfmpegProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly FfmpegLog _log = new();
    private readonly Task _logged;

    public FfmpegProcess(Process process)
    {
        _process = process;
        _logged = _log.ReadAsync(process.StandardError);
    }

    /// <summary>Its standard input, if the launcher kept it open. Closing it ends the data.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Its standard output. ffmpeg waits while nobody reads.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>What the file declares; nothing if ffmpeg did not tell. ffmpeg tells it before it decodes.</summary>
    public Task<DeclaredAudio> Declared => _log.Declared;

    /// <summary>Waits until the process ends.</summary>
    /// <returns>Its exit code and the last of its errors.</returns>
    public async Task<(int ExitCode, string Errors)> WaitAsync(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel);
        await _logged;
        return (_process.ExitCode, _log.Errors);
    }

    /// <summary>Sends SIGKILL to the process and its children. Safe at any time.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has just ended by itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _logged;
        _process.Dispose();
    }
}
