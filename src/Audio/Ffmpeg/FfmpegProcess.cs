using System.Diagnostics;
using System.Text;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>A running ffmpeg process. Disposal kills it and waits for its end.</summary>
internal sealed class FfmpegProcess : IAsyncDisposable
{
    private const int MaxErrorBytes = 8 * 1024;

    private readonly Process _process;
    private readonly Task<string> _errors;

    public FfmpegProcess(Process process)
    {
        _process = process;
        _errors = ReadErrorsAsync(process.StandardError.BaseStream);
    }

    /// <summary>Its standard input, if the launcher kept it open. Closing it ends the data.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Its standard output. ffmpeg waits while nobody reads.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Waits until the process ends.</summary>
    /// <returns>Its exit code and the last part of its standard error.</returns>
    public async Task<(int ExitCode, string Errors)> WaitAsync(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel);
        return (_process.ExitCode, await _errors);
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
        await _errors;
        _process.Dispose();
    }

    // Reads to the end, so that ffmpeg does not block on a full pipe. The reason is in the last part, so only that is kept.
    private static async Task<string> ReadErrorsAsync(Stream stream)
    {
        var kept = new byte[2 * MaxErrorBytes];
        var length = 0;
        while (await stream.ReadAsync(kept.AsMemory(length)) is > 0 and var read)
        {
            length += read;
            if (length <= MaxErrorBytes)
                continue;
            kept.AsSpan(length - MaxErrorBytes, MaxErrorBytes).CopyTo(kept);
            length = MaxErrorBytes;
        }

        return Encoding.UTF8.GetString(kept, 0, length);
    }
}
