using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using Transcribe.Core;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>
/// Starts ffmpeg in its own session, so that a Ctrl-C in the server's terminal does not reach it, under a memory limit. Of the server's
/// environment it keeps only the search paths. <c>setsid</c> and <c>prlimit</c> (util-linux) each exec the next program, so the started
/// process becomes ffmpeg.
/// </summary>
internal sealed class FfmpegLauncher(IOptions<AudioOptions> options)
{
    // Exit codes of prlimit, env and shells: the program could not be run (126) or was not found (127).
    private const int NotExecutable = 126;
    private const int NotFound = 127;

    // Exit codes of processes that a signal ends: 128 and its number. A crash of the decoder (SIGSEGV, SIGABRT) is caused by the data.
    private const int Hangup = 128 + 1;
    private const int Interrupted = 128 + 2;
    private const int Killed = 128 + 9;
    private const int Terminated = 128 + 15;

    // ffmpeg handles the signals other than SIGKILL and ends with this code, without an error message.
    private const int EndedBySignal = 255;

    private static readonly string[] KeptVariables = ["PATH", "LD_LIBRARY_PATH"];

    // A relative path starts at the server's folder, not at the folder that ffmpeg runs in.
    private readonly string _program = options.Value.FfmpegPath.Contains('/', StringComparison.Ordinal)
        ? Path.GetFullPath(options.Value.FfmpegPath)
        : options.Value.FfmpegPath;

    /// <param name="arguments">The arguments of ffmpeg.</param>
    /// <param name="folder">The working folder.</param>
    /// <param name="keepsInput">Whether the caller will write to its standard input.</param>
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

    /// <summary>The error of a failed run.</summary>
    /// <param name="exitCode">The exit code of the process.</param>
    /// <param name="errors">Its standard error.</param>
    /// <param name="input">The name of the data in the messages of ffmpeg.</param>
    /// <param name="track">The audio track that was asked for; null for the default track.</param>
    public TranscriptionException Explain(int exitCode, string errors, string input, int? track) =>
        exitCode is NotExecutable or NotFound ? CannotRun()
        : IsStopped(exitCode, errors) ? AudioFailure.DecoderStopped()
        : FfmpegReason.Explain(errors, input, track);

    /// <summary>The error of a program that does not answer.</summary>
    /// <param name="limit">How long it was waited for.</param>
    public TranscriptionException DoesNotAnswer(TimeSpan limit) => new(
        TranscriptionError.NotReady,
        $"ffmpeg, run as '{options.Value.FfmpegPath}', did not answer within {LimitText.Duration(limit)}: "
            + $"check the program and {AudioOptions.Section}:{nameof(AudioOptions.FfmpegPath)}");

    /// <summary>The error of a program that cannot be run. The operator mends it, so it names the setting.</summary>
    public TranscriptionException CannotRun(Exception? fault = null) => new(
        TranscriptionError.NotReady,
        $"ffmpeg cannot be run as '{options.Value.FfmpegPath}': install ffmpeg and util-linux, "
            + $"or set {AudioOptions.Section}:{nameof(AudioOptions.FfmpegPath)}",
        fault);

    // By the kernel, because memory is short, or by the service manager, which ends a service with all of its processes.
    private static bool IsStopped(int exitCode, string errors) =>
        exitCode is Hangup or Interrupted or Killed or Terminated || (exitCode == EndedBySignal && string.IsNullOrWhiteSpace(errors));
}
