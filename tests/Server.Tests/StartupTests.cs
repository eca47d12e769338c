using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Operations.Support;

namespace Transcribe.Server.Tests;

/// <summary>The server in its own process.</summary>
public sealed class StartupTests
{
    [Theory]
    [InlineData("--Transcribe:Server:Port=70000", "Port")]
    [InlineData("--Transcribe:Server:Port=many", "Transcribe:Server:Port")]
    [InlineData("--Transcribe:Server:Address=nowhere", "Transcribe:Server:Address")]
    [InlineData("--Transcribe:Server:DrainTimeout=-00:00:01", "DrainTimeout")]
    [InlineData("--Transcribe:Access:Keys:0=short", "fewer than 16")]
    [InlineData("--Transcribe:Server:CertificatePath=/nowhere.pem", "/nowhere.pem")]
    [InlineData("--WEBHOOK=hooks.example/transcripts", "WEBHOOK is not an http or https URL")]
    [InlineData("--WEBHOOK=ftp://hooks.example/transcripts", "WEBHOOK is not an http or https URL")]
    public async Task Start_SettingIsWrong_SaysWhichAndFails(string setting, string expected)
    {
        var (exit, output, error) = await ServerProgram.RunAsync("--Transcribe:Server:Port=0", setting);
        Assert.Equal(1, exit);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error + output, StringComparison.Ordinal);
    }

    [Fact]
    public Task Start_ModelIsMissing_FailsWithASentence() => AssertFailsAsync(
        "/nowhere/model: is neither a folder nor the name of a Hugging Face repository (owner/name or owner/name@revision)",
        "--Transcribe:Models:Default=/nowhere/model");

    [Fact]
    public async Task Start_WeightsAreTruncated_FailsWithASentence()
    {
        using var model = new ModelFolder();
        await using (var weights = File.OpenWrite(model["model.safetensors"]))
            weights.SetLength(1_000_000);

        await AssertFailsAsync($"{model["model.safetensors"]}: is truncated: tensor ", $"--Transcribe:Models:Default={model.Path}");
    }

    [Fact]
    public async Task Start_ModelHasNoWeights_FailsWithASentence()
    {
        using var model = new ModelFolder().Delete("model.safetensors");

        await AssertFailsAsync($"{model["model.safetensors"]}: is missing", $"--Transcribe:Models:Default={model.Path}");
    }

    [Fact]
    public async Task Start_GgmlFileIsTruncated_FailsWithASentence()
    {
        using var model = new StockModel();
        await using (var file = File.OpenWrite(model.F16))
            file.SetLength(1_000_000);

        await AssertFailsAsync($"{model.F16}: is truncated", $"--Transcribe:Models:Default={model.F16}");
    }

    // The build for CPUs has no library for CUDA.
    [Fact]
    public async Task Start_LibraryOfWhisperCppIsMissing_FailsWithASentence()
    {
        using var model = new StockModel();

        await AssertFailsAsync(
            "The library of whisper.cpp cannot be loaded (tried Cuda)",
            $"--Transcribe:Models:Default={model.F16}",
            "--Transcribe:WhisperCpp:Libraries:0=Cuda");
    }

    // Not even root can create a folder below a file.
    [Fact]
    public async Task Start_SpoolFolderCannotBeCreated_FailsWithASentence()
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(folder["file"], "");

        await AssertFailsAsync(folder["file"], $"--Transcribe:Audio:SpoolFolder={folder["file/spool"]}");
    }

    // Not even root can read a folder as a file.
    [Theory]
    [InlineData("config.json")]
    [InlineData("model.safetensors")]
    public async Task Start_FileOfTheModelCannotBeRead_FailsWithASentence(string name)
    {
        using var model = new ModelFolder().Delete(name);
        Directory.CreateDirectory(model[name]);

        await AssertFailsAsync(model[name], $"--Transcribe:Models:Default={model.Path}");
    }

    // The host itself would end with exit code 0, as if somebody had stopped it.
    [Fact]
    public async Task Run_BackgroundServiceThrows_ReportsTheFailure()
    {
        using var folder = new TestFolder();
        var builder = TranscribeServer.CreateBuilder(ServerSettings.For(folder.Path).ToArguments());
        builder.Services.AddHostedService<BrokenService>();

        await using var server = TranscribeServer.Configure(builder.Build());
        Assert.False(await TranscribeServer.RunAsync(server));
    }

    // ONNX Runtime's telemetry would keep its records there before it sends them.
    [Fact]
    public async Task Start_WithAModel_LeavesNoReportsOfItsUseInTheCache()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path);
        await server.Clients.Transcriber.TranscribeAsync(Speech.Inline());
        Assert.Equal(0, await server.EndAsync());
        Assert.False(Directory.Exists(Path.Combine(ServerProcess.CacheIn(folder.Path), "Microsoft")));
    }

    /// <summary>The server's only line on standard error says why it does not start, and it ends with exit code 1.</summary>
    private static async Task AssertFailsAsync(string expected, params string[] settings)
    {
        using var folder = new TestFolder();
        var (exit, output, error) = await ServerProgram.RunAsync(
            ["--Transcribe:Server:Port=0", $"--Transcribe:Operations:Folder={folder.Path}", .. settings]);

        Assert.Equal(1, exit);
        Assert.Contains(expected, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error + output, StringComparison.Ordinal);
    }

    private sealed class BrokenService : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => throw new FormatException("broken");
    }
}
