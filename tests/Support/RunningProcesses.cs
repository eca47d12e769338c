namespace Transcribe.Tests;

/// <summary>The processes that run on this machine, from <c>/proc</c>.</summary>
public static class RunningProcesses
{
    /// <summary>The number of processes that work in a folder or below it, as ffmpeg does in the spool folder.</summary>
    public static int CountIn(string folder) => Directory.EnumerateDirectories("/proc").Count(process =>
        char.IsAsciiDigit(Path.GetFileName(process)[0]) && WorkingFolder(process).StartsWith(folder, StringComparison.Ordinal));

    private static string WorkingFolder(string process)
    {
        try
        {
            return Directory.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName ?? "";
        }
        // It has ended meanwhile, or belongs to another user.
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
