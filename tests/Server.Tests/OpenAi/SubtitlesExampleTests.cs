using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>The examples of docs/examples print the subtitles that the server writes.</summary>
public sealed class SubtitlesExampleTests(ServerFixture fixture)
{
    private const string Python = "/usr/bin/python3";

    private string[] Arguments => [new Uri(fixture.Server.Address, "/v1").ToString(), Repository.Sample(Samples.English.File)];

    [Fact]
    public async Task Dotnet_PrintsTheSubtitles() =>
        Assert.Equal(await SubtitlesAsync(), await DotnetClient.RunAsync("SubtitlesExample", Arguments));

    [Fact]
    public async Task Python_PrintsTheSubtitles()
    {
        Assert.SkipUnless(await Tool.SucceedsAsync(Python, "-c", "import requests"), "needs requests: scripts/ensure python-http");

        var (exit, output, error) = await Tool.RunAsync(
            Python, [Path.Combine(Repository.Root, "docs", "examples", "subtitles.py"), .. Arguments]);

        Assert.True(exit == 0, error);
        Assert.Equal(await SubtitlesAsync(), output);
    }

    private Task<string> SubtitlesAsync() =>
        fixture.Server.Http.PostFormAsync(FormPost.Transcriptions, FormPost.Form(("response_format", "srt")));
}
