using System.Diagnostics;

namespace Transcribe.Server.Tests;

/// <summary>The server as a process of its own.</summary>
public sealed class StartupTests
{
    [Theory]
    [InlineData("--Transcribe:Server:Port=70000", "Port")]
    [InlineData("--Transcribe:Server:Port=many", "Transcribe:Server:Port")]
    [InlineData("--Transcribe:Server:Address=nowhere", "Transcribe:Server:Address")]
    [InlineData("--Transcribe:Server:DrainTimeout=-00:00:01", "DrainTimeout")]
    [InlineData("--Transcribe:Access:Keys:0=short", "fewer than 16")]
    [InlineData("--Transcribe:Server:CertificatePath=/nowhere.pem", "/nowhere.pem")]
    public async Task Start_SettingIsWrong_SaysWhichAndFails(string setting, string expected)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Transcribe.Server.dll"), "--Transcribe:Server:Port=0", setting])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal(1, process.ExitCode);
        Assert.Contains(expected, await error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", await error + await output, StringComparison.Ordinal);
    }
}
