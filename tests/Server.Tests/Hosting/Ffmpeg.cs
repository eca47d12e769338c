using System.Diagnostics;
using Google.Protobuf;

namespace Transcribe.Server.Tests.Hosting;

/// <summary>ffmpeg, as a maker of test audio and as something that a server may leave behind.</summary>
internal static class Ffmpeg
{
    /// <summary>A sample, repeated and converted.</summary>
    /// <param name="sample">What is read.</param>
    /// <param name="repeats">How often it is said, 1 or more.</param>
    /// <param name="output">Arguments for the result, such as <c>-f s16le -ar 8000</c>.</param>
    public static async Task<ByteString> ConvertAsync(Sample sample, int repeats, params string[] output)
    {
        string[] arguments = ["-v", "error", "-nostdin", "-stream_loop", $"{repeats - 1}", "-i", Repository.Sample(sample.File), .. output, "-"];
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", arguments) { RedirectStandardOutput = true })!;
        var content = await ByteString.FromStreamAsync(ffmpeg.StandardOutput.BaseStream);
        await ffmpeg.WaitForExitAsync();
        Assert.Equal(0, ffmpeg.ExitCode);
        return content;
    }

    /// <summary>Where it is installed.</summary>
    public static string Find() => Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, "ffmpeg")).First(File.Exists);

    /// <summary>Whether a program works in the folder, or below it, as the server has ffmpeg do.</summary>
    public static bool RunsIn(string folder) => Directory.EnumerateDirectories("/proc").Any(process =>
        char.IsAsciiDigit(Path.GetFileName(process)[0]) && WorkingFolder(process).StartsWith(folder, StringComparison.Ordinal));

    private static string WorkingFolder(string process)
    {
        try
        {
            return Directory.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName ?? "";
        }
        // It has ended meanwhile, or is somebody else's.
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
