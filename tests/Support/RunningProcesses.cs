using System.Globalization;

namespace Transcribe.Tests;

/// <summary>The processes that run on this machine, from <c>/proc</c>.</summary>
public static class RunningProcesses
{
    /// <summary>The number of processes that work in a folder or below it, as ffmpeg does in the spool folder.</summary>
    public static int CountIn(string folder) => In(folder).Count();

    /// <summary>The ids of the processes that work in a folder or below it.</summary>
    public static IEnumerable<int> In(string folder) =>
        from process in Directory.EnumerateDirectories("/proc")
        where char.IsAsciiDigit(Path.GetFileName(process)[0])
        where WorkingFolder(process).StartsWith(folder, StringComparison.Ordinal)
        select int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture);

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
