using Google.LongRunning;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Operations;

public sealed class LongRunningTests
{
    [Fact]
    public async Task Metadata_UrlWithASignature_HidesItEverywhereAndFetchesWithIt()
    {
        var log = new LogMessages();
        await using var server = await OperationsServer.StartAsync(
            _ => ["Logging:LogLevel:Default=Debug"], builder => builder.Services.AddSingleton<ILoggerProvider>(log));
        var signed = new UriBuilder(server.Peer.Held) { Query = "X-Signature=secret" }.Uri;
        var shown = $"{server.Peer.Held}?…";
        var created = await server.Clients.CreateAsync(Speech.At(signed), webhook: server.Peer.Hook);
        await Until.TrueAsync(() => server.Peer.HeldFetches == 1);
        using var watch = server.Clients.Transcriber.WatchTranscription(new WatchTranscriptionRequest { Name = created.Name });
        await watch.ResponseStream.MoveNext();
        server.Peer.Release();
        var ended = await server.Clients.EndAsync(created.Name);
        var listed = (await server.Clients.Operations.ListOperationsAsync(new Google.LongRunning.ListOperationsRequest())).Operations;
        var webhook = await server.Peer.WebhookAsync(created.Name);

        Assert.Equal(shown, ServerClients.Metadata(created).Uri);
        Assert.Equal(shown, watch.ResponseStream.Current.Progress.Uri);
        Assert.Equal(shown, ServerClients.Metadata(ended).Uri);
        Assert.Equal(shown, ServerClients.Metadata(listed.Single()).Uri);
        Assert.DoesNotContain("secret", webhook.Body, StringComparison.Ordinal);
        Assert.Equal("?X-Signature=secret", server.Peer.HeldQuery);
        Assert.DoesNotContain(log.All, message => message.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TranscribeLongRunning_InlineOrUrl_EndsWithWhatTranscribeAnswers(bool inline)
    {
        await using var server = await OperationsServer.StartAsync();
        var request = inline ? Speech.Inline() : Speech.At(server.Peer.Sample());
        request.Config = new TranscriptionConfig { EnableWordTimestamps = true, LanguageCodes = { "en" } };
        var expected = await server.Clients.Transcriber.TranscribeAsync(request);

        var created = await server.Clients.CreateAsync(request);
        var ended = await server.Clients.EndAsync(created.Name);

        Assert.Matches("^operations/[0-9a-z-]+$", created.Name);
        var response = ServerClients.Response(ended);
        Assert.NotEmpty(expected.Segments);
        Assert.Equal(expected.Segments, response.Segments);
        Assert.Equal(expected.Text, response.Text);
        Assert.Equal(expected.LanguageCode, response.LanguageCode);
        Assert.Equal(expected.Coverage, response.Coverage);
        Assert.True(response.Timings.Inferred.ToTimeSpan() > TimeSpan.Zero);
        Assert.Equal(ended, await server.Clients.GetAsync(created.Name));
    }

    [Fact]
    public async Task GetOperation_FromCreationToEnd_TellsHowFarItIs()
    {
        await using var server = await OperationsServer.StartAsync();

        var created = await server.Clients.CreateAsync(Speech.At(server.Peer.Held));
        Assert.False(created.Done);
        Assert.Equal(Operation.ResultOneofCase.None, created.ResultCase);
        Assert.Equal(server.Peer.Held.ToString(), ServerClients.Metadata(created).Uri);
        Assert.NotNull(ServerClients.Metadata(created).CreateTime);

        await server.Clients.StartedAsync(created.Name);
        var running = await server.Clients.GetAsync(created.Name);
        Assert.Equal(Operation.ResultOneofCase.None, running.ResultCase);
        Assert.Equal(1, ServerClients.Metadata(running).Attempt);
        Assert.Equal(0, ServerClients.Metadata(running).ProgressPercent);

        server.Peer.Release();
        var ended = await server.Clients.EndAsync(created.Name);
        Assert.Equal(Operation.ResultOneofCase.Response, ended.ResultCase);
        var metadata = ServerClients.Metadata(ended);
        Assert.Equal(100, metadata.ProgressPercent);
        Assert.Equal(ServerClients.Response(ended).Coverage.Audio, metadata.AudioDuration);
        Assert.Equal(metadata.AudioDuration, metadata.ProcessedDuration);
        Assert.Equal(ServerClients.Metadata(created).CreateTime, metadata.CreateTime);
        Assert.True(metadata.CreateTime <= metadata.StartTime);
        Assert.True(metadata.StartTime < metadata.UpdateTime);
    }

    [Fact]
    public async Task WaitOperation_TimeoutBeforeTheEnd_ReturnsTheLatestState()
    {
        await using var server = await OperationsServer.StartAsync();
        var created = await server.Clients.CreateAsync(Speech.At(server.Peer.Held));
        await server.Clients.StartedAsync(created.Name);

        var waited = await server.Clients.Operations.WaitOperationAsync(
            new WaitOperationRequest { Name = created.Name, Timeout = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(200)) });

        Assert.False(waited.Done);
        Assert.NotNull(ServerClients.Metadata(waited).StartTime);
    }

    [Fact]
    public async Task TranscribeLongRunning_UrlAnswers404_EndsInTheErrorOfTranscribe()
    {
        await using var server = await OperationsServer.StartAsync();
        var request = Speech.At(server.Peer.Missing);
        var expected = await Assert.ThrowsAsync<RpcException>(async () => await server.Clients.Transcriber.TranscribeAsync(request));

        var ended = await server.Clients.EndAsync((await server.Clients.CreateAsync(request)).Name);

        Assert.Equal(Operation.ResultOneofCase.Error, ended.ResultCase);
        Assert.Equal(expected.GetRpcStatus(), ended.Error);
        Assert.Equal("Could not fetch audio file (status 404)", ended.Error.Message);
        Assert.Equal("FETCH_FAILED", ended.Error.GetDetail<ErrorInfo>()!.Reason);
    }

    [Fact]
    public async Task TranscribeLongRunning_NoAudio_IsRefusedAtOnce()
    {
        await using var server = await OperationsServer.StartAsync();

        var refused = await Assert.ThrowsAsync<RpcException>(() => server.Clients.CreateAsync(new TranscribeRequest()));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal("INVALID_REQUEST", refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Reason);
        Assert.Empty((await server.Clients.Operations.ListOperationsAsync(new ListOperationsRequest())).Operations);
    }

    [Fact]
    public async Task Restart_WithOperationsDoneAndUnderWay_KeepsTheOnesAndEndsTheOthers()
    {
        await using var server = await OperationsServer.StartAsync("Transcribe:Operations:MaxFetching=1");
        var done = await server.Clients.EndAsync((await server.Clients.CreateAsync(Speech.Inline())).Name);
        var running = await server.Clients.CreateAsync(Speech.At(server.Peer.Held));
        await server.Clients.StartedAsync(running.Name);
        var queued = await server.Clients.CreateAsync(Speech.At(server.Peer.Sample(Speech.German)));

        await server.RestartAsync();
        server.Peer.Release();

        Assert.Equal(done, await server.Clients.GetAsync(done.Name));
        Assert.Equal(ServerClients.Response(done).Text, ServerClients.Response(await server.Clients.EndAsync(running.Name)).Text);
        Assert.Equal("de", ServerClients.Response(await server.Clients.EndAsync(queued.Name)).LanguageCode);
    }
}
