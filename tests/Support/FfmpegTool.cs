using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Transcribe.Tests;

/// <summary>The installed ffmpeg: makes test audio, and decodes it for comparison.</summary>
public static class FfmpegTool
{
    /// <summary>The path of the program.</summary>
    public static string Path =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':')
            .Select(folder => System.IO.Path.Combine(folder, "ffmpeg"))
            .First(File.Exists);

    /// <summary>Runs it to its end and returns its standard output. Fails the test if it fails.</summary>
    public static async Task<byte[]> RunAsync(params IEnumerable<string> arguments)
    {
        string[] all = ["-nostdin", "-hide_banner", "-loglevel", "error", "-y", .. arguments];
        using var process = Process.Start(
            new ProcessStartInfo("ffmpeg", all) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var output = new MemoryStream();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return output.ToArray();
    }

    /// <summary>Decodes a file to PCM at 16 kHz, mono.</summary>
    public static async Task<float[]> DecodeAsync(string path)
    {
        var bytes = await RunAsync("-i", path, "-f", "f32le", "-ac", "1", "-ar", "16000", "pipe:1");
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }
}
