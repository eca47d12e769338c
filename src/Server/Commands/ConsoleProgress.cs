using System.Globalization;
using Transcribe.Core;

namespace Transcribe.Server.Commands;

/// <summary>
/// Shows the progress of downloads on the console. A terminal shows one line per file and redraws it; other outputs get a line at every
/// 10%.
/// </summary>
/// <param name="output">The output.</param>
/// <param name="terminal">Whether lines of <paramref name="output"/> can be redrawn.</param>
internal sealed class ConsoleProgress(TextWriter output, bool terminal) : IProgress<DownloadProgress>
{
    private const int BarWidth = 24;

    private string _file = "";
    private long _shown;

    /// <summary>Writes to standard error, because standard output may be piped.</summary>
    public static ConsoleProgress ForStandardError() => new(Console.Error, !Console.IsErrorRedirected);

    /// <inheritdoc/>
    public void Report(DownloadProgress value)
    {
        var percent = value.Total == 0 ? 100 : value.Done * 100 / value.Total;
        var step = terminal ? percent : percent / 10;
        if (value.File == _file && step == _shown)
            return;
        (_file, _shown) = (value.File, step);
        output.Write(Line(value, percent));
    }

    private string Line(DownloadProgress value, long percent)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{value.File} {percent,3}% of {Size(value.Total)}");
        if (!terminal)
            return text + '\n';
        var filled = (int)(percent * BarWidth / 100);
        return $"\r[{new string('#', filled)}{new string('.', BarWidth - filled)}] {text}{(percent == 100 ? "\n" : "")}";
    }

    private static string Size(long bytes) => bytes < 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");
}
