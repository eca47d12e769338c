using Transcribe.Server.Commands;
namespace Transcribe.Server.Tests.Commands;

public sealed class ConsoleProgressTests
{
    [Fact]
    public void Report_OnATerminal_RedrawsOneLinePerFile()
    {
        var written = Report(terminal: true, (0, 2_000_000), (1_000_000, 2_000_000), (1_000_100, 2_000_000), (2_000_000, 2_000_000));

        Assert.Equal(
            "\r[........................] model.safetensors   0% of 2.0 MB"
            + "\r[############............] model.safetensors  50% of 2.0 MB"
            + "\r[########################] model.safetensors 100% of 2.0 MB\n",
            written);
    }

    [Fact]
    public void Report_ElsewhereThanOnATerminal_WritesALineAtEachTenth()
    {
        var written = Report(terminal: false, [.. Enumerable.Range(0, 101).Select(percent => (percent * 10L, 1000L))]);

        var lines = written.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(11, lines.Length);
        Assert.Equal("model.safetensors  70% of 1.0 kB", lines[7]);
    }

    [Fact]
    public void Report_EmptyFile_IsDone() => Assert.Equal("model.safetensors 100% of 0.0 kB\n", Report(terminal: false, (0, 0)));

    private static string Report(bool terminal, params (long Done, long Total)[] steps)
    {
        using var output = new StringWriter();
        var progress = new ConsoleProgress(output, terminal);
        foreach (var (done, total) in steps)
            progress.Report(new("model.safetensors", done, total));
        return output.ToString();
    }
}
