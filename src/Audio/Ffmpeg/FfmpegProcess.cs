using System.Diagnostics;
using System.Text;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>A running ffmpeg. Disposing of it leaves no process behind.</summary>
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

    /// <summary>What it reads from its standard input, where that was kept; closing it is the end of the data.</summary>
    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>What it writes to its standard output. It waits while nobody reads.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code, and the last of what it said on its standard error.</returns>
    public async Task<(int ExitCode, string Errors)> WaitAsync(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel);
        return (_process.ExitCode, await _errors);
    }

    /// <summary>SIGKILL, to it and whatever it started. May be called at any time.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself just now.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _errors;
        _process.Dispose();
    }

    // Reads to the end, lest ffmpeg block on a full pipe, and keeps the last part: the reason comes last.
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
