using System.Globalization;

namespace Transcribe.Server.Ports;

/// <summary>The limit of open files (RLIMIT_NOFILE). .NET raises the soft limit to the hard limit at start.</summary>
internal static class FileLimit
{
    /// <summary>The files that the idle process has open, most of them assemblies; measured 320.</summary>
    private const int Base = 400;

    private const int Fewest = 16;

    private const long Unknown = 1024;

    private const string Path = "/proc/self/limits";

    /// <summary>
    /// The connections that the limit allows. Half of the other files is left for the work: the spool, pipes to ffmpeg, fetches and the
    /// store.
    /// </summary>
    public static int Connections => (int)Math.Clamp((Current() - Base) / 2, Fewest, ServerOptions.MostConnections);

    private static long Current()
    {
        if (!File.Exists(Path))
            return Unknown;
        var line = File.ReadLines(Path).First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var files) ? files : ServerOptions.MostConnections;
    }
}
