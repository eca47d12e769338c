using System.Net;
using Google.Rpc;
using Grpc.Core;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Errors;

/// <summary>A server that admits one request at a time, and whose place is taken.</summary>
public sealed class OverloadTests
{
    private static readonly TranscribeRequest Request = new() { Content = Samples.English.Content };

    [Fact]
    public async Task Queue_Full_IsOverloadedUntilAPlaceIsFree()
    {
        await using var file = await GatedFile.StartAsync();
        file.Release();
        var gate = new SecondMessageGate();
        await using var server = await TestServer.StartAsync(
            gate.Configure, "Transcribe:Batching:MaxRequests=1", "Transcribe:Batching:RetryAfter=00:00:07");
        using var holder = server.Client.TranscribeStream(Request, new Metadata { { SecondMessageGate.Header, "yes" } });
        Assert.True(await holder.ResponseStream.MoveNext(CancellationToken.None));

        var status = await Failure.AssertGrpcAsync(
            StatusCode.Unavailable, "OVERLOADED", () => server.Client.TranscribeAsync(Request).ResponseAsync);
        Assert.Equal(7, status.GetDetail<RetryInfo>()!.RetryDelay.Seconds);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => server.Client.TranscribeAsync(Request).ResponseAsync);
        Assert.Equal("7000", refusal.Trailers.GetValue("grpc-retry-pushback-ms"));
        using var response = await server.Http.PostAsync("/v1/transcribe", Request);
        await Failure.AssertEnvelopeAsync(HttpStatusCode.ServiceUnavailable, "UNAVAILABLE", "OVERLOADED", response);
        using var generated = await server.Http.PostAsync("/generate", new GenerateRequest { Url = file.Url });
        await Failure.AssertDetailAsync(HttpStatusCode.ServiceUnavailable, generated);
        foreach (var refused in new[] { response, generated })
            Assert.Equal(TimeSpan.FromSeconds(7), refused.Headers.RetryAfter!.Delta);

        gate.Open();
        while (await holder.ResponseStream.MoveNext(CancellationToken.None))
        {
        }
        Samples.English.AssertHeardIn((await server.Client.TranscribeAsync(Request)).Text);
    }

    [Fact]
    public async Task Fetches_AllInProgress_RefusesUrlsOnly()
    {
        await using var file = await GatedFile.StartAsync();
        await using var server = await TestServer.StartAsync("Transcribe:Batching:MaxRequests=1", "Transcribe:Audio:MaxFetches=1");
        using var holder = server.Client.TranscribeAsync(new TranscribeRequest { Uri = file.Url });
        await file.Asked;

        Samples.English.AssertHeardIn((await server.Client.TranscribeAsync(Request)).Text);
        var status = await Failure.AssertGrpcAsync(
            StatusCode.Unavailable,
            "OVERLOADED",
            () => server.Client.TranscribeAsync(new TranscribeRequest { Uri = file.Url }).ResponseAsync);

        Assert.Equal(5, status.GetDetail<RetryInfo>()!.RetryDelay.Seconds);
        file.Release();
        Samples.English.AssertHeardIn((await holder.ResponseAsync).Text);
    }

    [Fact]
    public async Task Holder_CancelsWhileDecoding_FreesItsPlaceAndLeavesNothingBehind()
    {
        var spool = Directory.CreateTempSubdirectory("transcribe-spool-tests-");
        try
        {
            await using var server = await TestServer.StartAsync(
                new SecondMessageGate().Configure, "Transcribe:Batching:MaxRequests=1", $"Transcribe:Audio:SpoolFolder={spool.FullName}");
            // The server does not read this far ahead of a client that has read the first segment only.
            var longSpeech = await Samples.English.ConvertAsync(200, "-c:a", "copy", "-f", "mp3");
            var request = new TranscribeRequest { Content = longSpeech };
            using (var holder = server.Client.TranscribeStream(request, new Metadata { { SecondMessageGate.Header, "yes" } }))
            {
                Assert.True(await holder.ResponseStream.MoveNext(CancellationToken.None));
                Assert.NotEqual(0, RunningProcesses.CountIn(spool.FullName));
            }
            await Until.TrueAsync(() => RunningProcesses.CountIn(spool.FullName) == 0);
            await Until.TrueAsync(() => IsAdmittedAsync(server));
            // The lock file of the process lies beside its folder and stays.
            await Until.TrueAsync(() => spool.GetDirectories().All(folder => folder.GetFiles().Length == 0));
        }
        finally
        {
            spool.Delete(recursive: true);
        }
    }

    private static async Task<bool> IsAdmittedAsync(TestServer server)
    {
        try
        {
            await server.Client.TranscribeAsync(Request);
            return true;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unavailable)
        {
            return false;
        }
    }
}
