using System.Net;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Services;

/// <summary>Audio in JSON that is too large for the memory.</summary>
public sealed class SpooledContentTests
{
    private const int MiB = 1 << 20;

    [Theory]
    [InlineData("wav")]
    [InlineData("au")]
    public async Task Json_LargeAudio_IsHeardAsOverGrpcAndLeavesNothingInTheSpool(string format)
    {
        using var spool = new TestFolder();
        await using var server = await TestServer.StartAsync($"Transcribe:Audio:SpoolFolder={spool.Path}");
        var request = new TranscribeRequest { Content = await LargeAsync(format) };

        using var response = await server.Http.PostAsync("/v1/transcribe", request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var heard = JsonParser.Default.Parse<TranscribeResponse>(await response.Content.ReadAsStringAsync());
        var expected = await server.Client.TranscribeAsync(request);
        Samples.English.AssertHeardIn(heard.Text);
        Assert.Equal(expected.Text, heard.Text);
        Assert.Equal(expected.Coverage, heard.Coverage);
        await AssertEmptyAsync(spool);
    }

    [Fact]
    public async Task LongRunning_LargeAudioOverJson_IsTheSameRequestAsOverGrpc()
    {
        using var spool = new TestFolder();
        await using var server = await TestServer.StartAsync($"Transcribe:Audio:SpoolFolder={spool.Path}");
        var request = new TranscribeLongRunningRequest
        {
            Request = new TranscribeRequest { Content = await LargeAsync("wav") },
            RequestId = "once",
        };

        using var response = await server.Http.PostAsync("/v1/transcribe:longRunning", request);

        using var created = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var name = created.RootElement.GetProperty("name").GetString();
        Assert.Equal(name, (await server.Client.TranscribeLongRunningAsync(request)).Name);
        var operations = new Google.LongRunning.Operations.OperationsClient(server.Channel);
        var done = await operations.WaitOperationAsync(new() { Name = name, Timeout = Duration.FromTimeSpan(Until.Longest) });
        Assert.True(done.Done);
        Samples.English.AssertHeardIn(done.Response.Unpack<TranscribeResponse>().Text);
        await AssertEmptyAsync(spool);
    }

    [Theory]
    [InlineData("/v1/transcribe", "")]
    [InlineData("/v1/transcribe:longRunning", """{"request":""")]
    public async Task Json_LargeAudioOverTheLimit_IsAudioTooLarge(string path, string prefix)
    {
        using var spool = new TestFolder();
        await using var server = await TestServer.StartAsync(
            $"Transcribe:Audio:SpoolFolder={spool.Path}", $"Transcribe:Audio:MaxInlineBytes={2 * MiB}");
        // The limit of the body leaves a MiB for other fields.
        var audio = JsonFormatter.Default.Format(new TranscribeRequest { Content = ByteString.CopyFrom(new byte[(2 * MiB) + 1]) });

        using var response = await server.Http.PostAsync(path, prefix + audio + (prefix.Length > 0 ? "}" : ""));

        await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "AUDIO_TOO_LARGE", response);
        await AssertEmptyAsync(spool);
    }

    [Fact]
    public async Task Json_LargeContentThatIsNotBase64_IsRefusedAndLeavesNothing()
    {
        using var spool = new TestFolder();
        await using var server = await TestServer.StartAsync($"Transcribe:Audio:SpoolFolder={spool.Path}");

        using var response = await server.Http.PostAsync("/v1/transcribe", $$"""{"content":"{{new string('A', 2 * MiB)}}?"}""");

        await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", response);
        await AssertEmptyAsync(spool);
    }

    [Theory]
    [InlineData(0)]
    // The file would be created for the last bytes alone, when the body has arrived.
    [InlineData(MiB + 1)]
    public async Task Json_LargeAudioWithoutASpool_IsUnavailable(int bytes)
    {
        using var folder = new TestFolder();
        var spool = folder["spool"];
        await using var server = await TestServer.StartAsync($"Transcribe:Audio:SpoolFolder={spool}");
        Directory.Delete(spool, recursive: true);
        await File.WriteAllTextAsync(spool, "");
        var request = new TranscribeRequest { Content = bytes > 0 ? ByteString.CopyFrom(new byte[bytes]) : await LargeAsync("wav") };

        using var response = await server.Http.PostAsync("/v1/transcribe", request);

        await Failure.AssertEnvelopeAsync(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE", "SPOOL_UNAVAILABLE", response);
        // The server removes its folder when it stops.
        File.Delete(spool);
    }

    [Fact]
    public async Task Json_LargeAudioOfSeveralCallers_TakesLittleMemory()
    {
        const int Callers = 4;
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path);
        var silence = ByteString.CopyFrom(Wav.Join(Pcm.Silence(48 * MiB / 32_000)));
        var body = Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(new TranscribeRequest { Content = silence }));
        var before = await server.PeakMemoryAsync();

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
            using var response = await server.Clients.Http.PostAsync(new Uri("/v1/transcribe", UriKind.Relative), content);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }));

        // The audio has 192 MiB.
        Assert.InRange(await server.PeakMemoryAsync() - before, 0, 128 * MiB);
    }

    // Ten seconds of it have 320 kB.
    private static async Task<ByteString> LargeAsync(string format)
    {
        var audio = await Samples.English.ConvertAsync(10, "-f", format, "-ar", "16000", "-ac", "1");
        Assert.InRange(audio.Length, MiB + 1, 16 * MiB);
        return audio;
    }

    private static Task AssertEmptyAsync(TestFolder spool) => Until.TrueAsync(
        () => new DirectoryInfo(spool.Path).GetDirectories().All(folder => folder.GetFiles().Length == 0));
}
