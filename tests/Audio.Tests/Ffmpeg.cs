using System.Diagnostics;

namespace Transcribe.Audio.Tests;

/// <summary>The real ffmpeg, to make files with and to compare with.</summary>
internal static class Ffmpeg
{
    public static async Task<byte[]> RunAsync(params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-nostdin", "-hide_banner", "-loglevel", "error", "-y", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var output = new MemoryStream();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors);
        return output.ToArray();
    }

    /// <summary>What ffmpeg makes of a file at 16 kHz, mono.</summary>
    public static async Task<float[]> DecodeAsync(string path)
    {
        var bytes = await RunAsync("-i", path, "-f", "f32le", "-ac", "1", "-ar", "16000", "pipe:1");
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }
}
