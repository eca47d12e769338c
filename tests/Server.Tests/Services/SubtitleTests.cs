using System.Net;
using Google.Rpc;
using Grpc.Core;
using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;
using StatusCode = Grpc.Core.StatusCode;

namespace Transcribe.Server.Tests.Services;

/// <summary>Subtitles of direct calls and of operations.</summary>
public sealed class SubtitleTests(ServerFixture fixture)
{
    [Fact]
    public async Task Transcribe_WithAFormat_ReturnsTheSubtitlesOfItsText()
    {
        var request = new TranscribeRequest { Content = Samples.English.Content, SubtitleFormat = SubtitleFormat.Vtt };

        var response = await fixture.Server.Client.TranscribeAsync(request);
        TranscribeStreamResponse? last = null;
        using var stream = fixture.Server.Client.TranscribeStream(request);
        await foreach (var message in stream.ResponseStream.ReadAllAsync())
            last = message;

        Assert.StartsWith("WEBVTT\n\n00:", response.Subtitles, StringComparison.Ordinal);
        Assert.Equal(response.Text, TextOf(response.Subtitles));
        Assert.All(response.Segments, segment => Assert.NotEmpty(segment.Words));
        Assert.Equal(response.Subtitles, last!.Summary.Subtitles);
    }

    [Fact]
    public async Task Transcribe_WithoutAFormat_ReturnsNone() => Assert.Empty(
        (await fixture.Server.Client.TranscribeAsync(new TranscribeRequest { Content = Samples.English.Content })).Subtitles);

    [Fact]
    public async Task Transcribe_LayoutOutOfRange_NamesTheField()
    {
        var request = new TranscribeRequest
        {
            Content = Samples.English.Content,
            SubtitleFormat = SubtitleFormat.Srt,
            SubtitleLayout = new SubtitleLayout { MaxLineWidth = 9 },
        };

        var status = await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, "INVALID_REQUEST", () => fixture.Server.Client.TranscribeAsync(request).ResponseAsync);

        Assert.Equal("subtitle_layout.max_line_width", Assert.Single(status.GetDetail<BadRequest>()!.FieldViolations).Field);
    }

    [Fact]
    public async Task GetSubtitles_OfAnOperation_IsAFileOfEachFormat()
    {
        await using var server = await OperationsServer.StartAsync();
        var created = await server.Clients.CreateAsync(Speech.At(server.Peer.Sample()));
        await server.Clients.EndAsync(created.Name);

        foreach (var (query, type, begin) in new[]
        {
            ("", "application/x-subrip", "1\n00:00:"),
            ("?format=VTT&layout.maxLineWidth=20", "text/vtt", "WEBVTT\n\n"),
            ("?format=TSV", "text/tab-separated-values", "start\tend\ttext\n"),
        })
        {
            using var response = await server.Clients.Http.GetAsync(new Uri($"/v1/{created.Name}:subtitles{query}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
            Assert.StartsWith(begin, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task GetSubtitles_OfAnOperationThatRuns_IsAFailedPrecondition()
    {
        await using var server = await OperationsServer.StartAsync();
        var created = await server.Clients.CreateAsync(Speech.At(server.Peer.Held));

        await Failure.AssertGrpcAsync(
            StatusCode.FailedPrecondition,
            "OPERATION_NOT_DONE",
            () => server.Clients.Transcriber.GetSubtitlesAsync(new GetSubtitlesRequest { Name = created.Name }).ResponseAsync);
    }

    private static string TextOf(string vtt) => string.Join(
        ' ',
        vtt.Split('\n').Skip(2).Where(line => line.Length > 0 && !line.Contains("-->", StringComparison.Ordinal)));
}
