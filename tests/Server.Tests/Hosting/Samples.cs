using Google.Protobuf;

namespace Transcribe.Server.Tests.Hosting;

/// <summary>The bundled recordings.</summary>
internal static class Samples
{
    public static IReadOnlyList<Recording> All { get; } = Recording.ReadManifest(Repository.Samples);

    public static Recording English => All.First(sample => sample.Language == "en");

    extension(Recording recording)
    {
        public ByteString Content => ByteString.CopyFrom(File.ReadAllBytes(Repository.Sample(recording.File)));

        /// <summary>Repeats and converts the recording.</summary>
        /// <param name="repeats">The number of times the recording occurs, 1 or more.</param>
        /// <param name="output">ffmpeg's arguments for the result, such as <c>-f s16le -ar 8000</c>.</param>
        public async Task<ByteString> ConvertAsync(int repeats, params string[] output) =>
            ByteString.CopyFrom(await FfmpegTool.RunAsync(
                ["-stream_loop", $"{repeats - 1}", "-i", Repository.Sample(recording.File), .. output, "-"]));

        /// <summary>Asserts that a text has 70 % of the spoken words in order; a small model makes errors.</summary>
        public void AssertHeardIn(string text)
        {
            string[] said = recording.Text.Split(' ');
            Assert.True(InOrder(said, text.Split(' ')) >= 0.7 * said.Length, $"'{text}' is not '{recording.Text}'");
        }
    }

    // Returns the length of the longest common subsequence.
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
