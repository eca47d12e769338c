using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using Transcribe.Core;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>
/// Starts ffmpeg in a session of its own (a Ctrl-C in the server's terminal does not reach it) under a memory limit, with none of the server's environment
/// but the search paths. <c>setsid</c> and <c>prlimit</c> are util-linux's; each replaces itself by the next, so the process started is ffmpeg.
/// </summary>
internal sealed class FfmpegLauncher(IOptions<AudioOptions> options)
{
    // prlimit's, as env's and every shell's: the program was found but could not be run, or was not found.
    private const int NotExecutable = 126;
    private const int NotFound = 127;

    private static readonly string[] KeptVariables = ["PATH", "LD_LIBRARY_PATH"];

    // A relative path is meant from the server's folder, not from the one that ffmpeg runs in.
    private readonly string _program = options.Value.FfmpegPath.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(options.Value.FfmpegPath) : options.Value.FfmpegPath;

    /// <param name="arguments">ffmpeg's.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="keepsInput">Whether something will be written to its standard input.</param>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.NotReady"/>: it cannot be started.</exception>
    public FfmpegProcess Start(string arguments, string folder, bool keepsInput = false)
    {
        var start = new ProcessStartInfo("setsid", $"prlimit --as={options.Value.FfmpegMemoryBytes} --core=0 -- \"{_program}\" {arguments}")
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Except(KeptVariables).ToList())
            start.Environment.Remove(name);
        try
        {
            var process = Process.Start(start)!;
            if (!keepsInput)
                process.StandardInput.Close();
            return new FfmpegProcess(process);
        }
        catch (Win32Exception fault)
        {
            throw CannotRun(fault);
        }
    }

    /// <summary>Why a run came to nothing.</summary>
    /// <param name="exitCode">The process'.</param>
    /// <param name="errors">What it said.</param>
    /// <param name="input">What ffmpeg calls the data.</param>
    public TranscriptionException Explain(int exitCode, string errors, string input) =>
        exitCode is NotExecutable or NotFound ? CannotRun() : FfmpegReason.Explain(errors, input);

    /// <summary>An operator's error, so it names the setting.</summary>
    public TranscriptionException CannotRun(Exception? fault = null) =>
        new(TranscriptionError.NotReady, $"ffmpeg cannot be run as '{options.Value.FfmpegPath}': install ffmpeg and util-linux, or set {AudioOptions.Section}:{nameof(AudioOptions.FfmpegPath)}", fault);
}
