using System.Text.Json;
using Google.Protobuf;

namespace Transcribe.Server.Tests.Hosting;

/// <summary>A bundled recording with what is said in it.</summary>
internal sealed record Sample(string File, string Language, string Text)
{
    public ByteString Content => ByteString.CopyFrom(System.IO.File.ReadAllBytes(Repository.Sample(File)));

    /// <summary>The recording, repeated and converted.</summary>
    /// <param name="repeats">How often it is played, 1 or more.</param>
    /// <param name="output">ffmpeg's arguments for the result, such as <c>-f s16le -ar 8000</c>.</param>
    public async Task<ByteString> ConvertAsync(int repeats, params string[] output) =>
        ByteString.CopyFrom(await FfmpegTool.RunAsync(["-stream_loop", $"{repeats - 1}", "-i", Repository.Sample(File), .. output, "-"]));

    /// <summary>Asserts that a text is what is said, but for the errors of a small model: seven in ten words, in their order.</summary>
    public void AssertHeardIn(string text)
    {
        string[] said = Text.Split(' ');
        Assert.True(InOrder(said, text.Split(' ')) >= 0.7 * said.Length, $"'{text}' is not '{Text}'");
    }

    // The longest common subsequence.
    private static int InOrder(string[] said, string[] heard)
    {
        var best = new int[said.Length + 1, heard.Length + 1];
        for (var i = 1; i <= said.Length; i++)
        {
            for (var j = 1; j <= heard.Length; j++)
                best[i, j] = said[i - 1] == heard[j - 1] ? best[i - 1, j - 1] + 1 : Math.Max(best[i - 1, j], best[i, j - 1]);
        }
        return best[said.Length, heard.Length];
    }
}

/// <summary>The bundled recordings.</summary>
internal static class Samples
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<Sample> All { get; } = JsonSerializer.Deserialize<Sample[]>(File.ReadAllText(Repository.Sample("manifest.json")), Json)!;

    public static Sample English => All.First(sample => sample.Language == "en");
}
