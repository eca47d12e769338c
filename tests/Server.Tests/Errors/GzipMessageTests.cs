using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Google.Rpc;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;
using Status = Google.Rpc.Status;

namespace Transcribe.Server.Tests.Errors;

/// <summary>gRPC messages that are compressed with gzip.</summary>
public sealed class GzipMessageTests(ServerFixture fixture)
{
    private const int MiB = 1 << 20;

    [Fact]
    public async Task Message_WithSpeech_IsTranscribed()
    {
        var speech = new TranscribeRequest { Content = Samples.English.Content };
        var (status, body) = await CallAsync(fixture.Server.Http, "Transcribe", speech);

        Assert.Null(status);
        Samples.English.AssertHeardIn(TranscribeResponse.Parser.ParseFrom(body.AsSpan(5)).Text);
    }

    [Fact]
    public async Task Message_ThatInflatesBeyondTheLimitOfAudio_IsAudioTooLarge()
    {
        // The limit of a message leaves 1 MiB for the other fields. An eighth of noise keeps the ratio below ten.
        var noise = new byte[ServerFixture.MaxInlineBytes + MiB];
        new Random(1).NextBytes(noise.AsSpan(0, noise.Length / 8));
        var request = new TranscribeRequest { Content = ByteString.CopyFrom(noise) };
        var (status, _) = await CallAsync(fixture.Server.Http, "Transcribe", request);

        AssertRefused(status, "AUDIO_TOO_LARGE", "Inline audio may be at most 1048576 bytes");
    }

    [Theory]
    [InlineData("Transcribe")]
    [InlineData("TranscribeStream")]
    [InlineData("TranscribeLive")]
    public async Task Message_ThatInflatesAThousandfold_IsAudioTooLarge(string method)
    {
        var bomb = new TranscribeRequest { Content = ByteString.CopyFrom(new byte[MiB + 1]) };
        var (status, _) = await CallAsync(fixture.Server.Http, method, bomb);

        AssertRefused(status, "AUDIO_TOO_LARGE", "A compressed message over 1 MiB may inflate to at most 100 times its length");
    }

    [Fact]
    public async Task Message_WithASilentMegabyte_IsRead()
    {
        var silence = new TranscribeRequest { Content = ByteString.CopyFrom(Wav.Join(Pcm.Silence(30))) };
        var (status, _) = await CallAsync(fixture.Server.Http, "Transcribe", silence);

        Assert.Null(status);
    }

    [Fact]
    public async Task Message_WithoutAudioThatInflatesBeyond64KiB_IsRefused()
    {
        var (status, _) = await CallAsync(fixture.Server.Http, "Generate", new GenerateRequest { Url = new string('x', 64 * 1024) });

        AssertRefused(status, "INVALID_REQUEST", "A request without audio may have at most 65536 bytes");
    }

    [Fact]
    public async Task Message_ThatInflatesBeyondTheBudget_IsOverloaded()
    {
        await using var server = await TestServer.StartAsync($"Transcribe:Server:MaxBodyBytesInFlight={MiB}");
        var budget = server.Services.GetRequiredService<BodyBudget>();
        using var other = budget.Open(new DefaultHttpContext());
        other.GrowTo(MiB / 2);
        // 480 kB inflated. The compressed message would fit.
        var silence = new TranscribeRequest { Content = ByteString.CopyFrom(Wav.Join(Pcm.Silence(15))) };
        var (status, _) = await CallAsync(server.Http, "Transcribe", silence);

        Assert.Equal(((int)Code.Unavailable, "OVERLOADED"), (status!.Code, status.GetDetail<ErrorInfo>().Reason));
        Assert.NotNull(status.GetDetail<RetryInfo>());
        await Until.TrueAsync(() => budget.Taken == MiB / 2);
    }

    [Fact]
    public async Task Messages_ThatInflateTo64MiB_TakeNoMemory()
    {
        using var folder = new TestFolder();
        await using var server = await ServerProcess.StartAsync(folder.Path);
        var bomb = new TranscribeRequest { Content = ByteString.CopyFrom(new byte[(64 * MiB) - 1024]) };
        var before = await server.PeakMemoryAsync();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            var (status, _) = await CallAsync(server.Clients.Http, "Transcribe", bomb);
            AssertRefused(status, "AUDIO_TOO_LARGE", "A compressed message over 1 MiB may inflate to at most 100 times its length");
        }));

        // One of them inflated has 64 MiB, and the library's array grows to twice that.
        Assert.InRange(await server.PeakMemoryAsync() - before, 0, 64 * MiB);
    }

    private static void AssertRefused(Status? status, string reason, string message) =>
        Assert.Equal(
            ((int)Code.InvalidArgument, reason, message), (status!.Code, status.GetDetail<ErrorInfo>().Reason, status.Message));

    private static async Task<(Status? Failure, byte[] Body)> CallAsync(HttpClient http, string method, IMessage message)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/{Transcriber.Descriptor.FullName}/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Compress(message)) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
            Headers = { { "grpc-encoding", "gzip" }, { "te", "trailers" } },
        };
        using var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        var details = response.TrailingHeaders.Concat(response.Headers).SingleOrDefault(header => header.Key == "grpc-status-details-bin");
        return (details.Value is { } value ? Status.Parser.ParseFrom(Decode(value.Single())) : null, body);
    }

    // gRPC leaves the padding out.
    private static byte[] Decode(string base64) => Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='));

    private static byte[] Compress(IMessage message)
    {
        using var frame = new MemoryStream();
        frame.Write([1, 0, 0, 0, 0]);
        using (var gzip = new GZipStream(frame, CompressionLevel.SmallestSize, leaveOpen: true))
            message.WriteTo(gzip);
        var bytes = frame.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), bytes.Length - 5);
        return bytes;
    }
}
