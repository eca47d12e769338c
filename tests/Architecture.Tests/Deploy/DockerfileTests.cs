using System.Text.RegularExpressions;

namespace Transcribe.Architecture.Tests.Deploy;

/// <summary>The layers of the images. CI divides the folders that it publishes by the same script.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string[] Layers = ["native", "runtime", "service"];

    private static readonly DateTime Time = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Layers_InTheDockerfile_AreCopiedFromWhatChangesLeast()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile"));

        Assert.Equal(Layers, Copy().Matches(text).Select(copy => copy.Groups[1].Value));
    }

    [Theory]
    [InlineData("libonnxruntime_providers_cuda.so", "native")]
    [InlineData("runtimes/linux-x64/libwhisper.so", "native")]
    [InlineData("libcoreclr.so", "runtime")]
    [InlineData("Microsoft.ML.OnnxRuntime.dll", "runtime")]
    [InlineData("de/Package.resources.dll", "runtime")]
    [InlineData("Transcribe.Server", "service")]
    [InlineData("Transcribe.Whisper.dll", "service")]
    [InlineData("appsettings.json", "service")]
    public async Task Layers_OfAFolder_HoldEachFileOnceAndWithoutItsTime(string file, string layer)
    {
        using var folder = new TestFolder();
        var published = folder[$"published/{file}"];
        Directory.CreateDirectory(Path.GetDirectoryName(published)!);
        await File.WriteAllTextAsync(published, "content");

        var (exit, _, error) = await Tool.RunAsync(
            Path.Combine(Repository.Root, "scripts", "layers"), [folder["published"], folder["layers"]]);

        Assert.True(exit == 0, error);
        var target = folder[$"layers/{layer}/{file}"];
        Assert.Equal([target], Directory.EnumerateFiles(folder["layers"], "*", SearchOption.AllDirectories));
        Assert.Equal(Time, File.GetLastWriteTimeUtc(target));
        Assert.Equal(Layers, Directory.EnumerateDirectories(folder["layers"]).Select(path => Path.GetFileName(path)!).Order());
    }

    [GeneratedRegex(@"^COPY .*--from=build /layers/(\w+) /app$", RegexOptions.Multiline)]
    private static partial Regex Copy();
}
