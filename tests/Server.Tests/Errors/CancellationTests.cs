using Grpc.Core;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Errors;

public sealed class CancellationTests(ServerFixture fixture)
{
    [Fact]
    public async Task GrpcClient_Cancels_WorkEnds()
    {
        await using var file = await GatedFile.StartAsync();
        using var cancel = new CancellationTokenSource();
        using var call = fixture.Server.Client.TranscribeAsync(new TranscribeRequest { Uri = file.Url }, cancellationToken: cancel.Token);
        await file.Asked;
        await cancel.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
        await file.Abandoned;
    }

    [Fact]
    public async Task GrpcClient_DeadlinePasses_WorkEnds()
    {
        await using var file = await GatedFile.StartAsync();
        var asked = file.Asked;
        // The work must begin before the deadline, however long that takes.
        for (var limit = TimeSpan.FromSeconds(1); !asked.IsCompleted; limit *= 2)
        {
            var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + limit;
            using var call = fixture.Server.Client.TranscribeStream(new TranscribeRequest { Uri = file.Url }, deadline: deadline);
            Assert.Equal(
                StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext())).StatusCode);
        }
        await asked;
        await file.Abandoned;
    }

    [Fact]
    public async Task HttpClient_GoesAway_WorkEnds()
    {
        await using var file = await GatedFile.StartAsync();
        using var cancel = new CancellationTokenSource();
        using var body = new StringContent(
            $$"""{"url":"{{file.Url}}"}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        var answer = fixture.Server.Http.PostAsync("/generate", body, cancel.Token);
        await file.Asked;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await file.Abandoned;
    }
}
