using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.Core;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Calls;

/// <summary>The deadline with which calls reach the transcriber.</summary>
public sealed class DeadlineTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);

    private readonly Recorder _recorder = new();

    [Fact]
    public async Task Deadline_OfGrpcCalls_ReachesTheTranscriber()
    {
        await using var server = await StartAsync();
        var request = new TranscribeRequest { Content = Samples.English.Content };
        var before = TimeProvider.System.GetUtcNow();
        var deadline = (before + Limit).UtcDateTime;

        await Assert.ThrowsAsync<RpcException>(() => server.Client.TranscribeAsync(request, deadline: deadline).ResponseAsync);
        using var stream = server.Client.TranscribeStream(request, deadline: deadline);
        await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(CancellationToken.None));
        await Assert.ThrowsAsync<RpcException>(
            () => server.Client.GenerateAsync(new GenerateRequest { Url = "http://127.0.0.1/a.wav" }, deadline: deadline).ResponseAsync);

        // The header has the time that is left when the client sends it.
        Assert.Equal(3, _recorder.Deadlines.Count);
        Assert.All(
            _recorder.Deadlines,
            found => Assert.InRange(found!.Value, before + Limit - TimeSpan.FromMinutes(1), TimeProvider.System.GetUtcNow() + Limit));
    }

    [Fact]
    public async Task Deadline_OfCallsWithoutOne_IsNull()
    {
        await using var server = await StartAsync();
        var request = new TranscribeRequest { Content = Samples.English.Content };

        await Assert.ThrowsAsync<RpcException>(() => server.Client.TranscribeAsync(request).ResponseAsync);
        using var response = await server.Http.PostAsync("/v1/transcribe", request);
        using var generated = await server.Http.PostAsync("/generate", new GenerateRequest { Url = "http://127.0.0.1/a.wav" });

        Assert.Equal([null, null, null], _recorder.Deadlines);
    }

    private Task<TestServer> StartAsync() =>
        TestServer.StartAsync(builder => builder.Services.AddSingleton<ITranscriber>(_recorder));

    /// <summary>Refuses every request and keeps its deadline.</summary>
    private sealed class Recorder : ITranscriber
    {
        public ConcurrentQueue<DateTimeOffset?> Deadlines { get; } = [];

        public bool IsReady => true;

        public int Concurrency => 1;

        public void Check(TranscriptionRequest request)
        {
        }

        public Task<TranscriptionSummary> TranscribeAsync(
            TranscriptionRequest request,
            TranscriptionCheckpoint resume,
            Func<FinishedWindow, CancellationToken, ValueTask> onWindow,
            CancellationToken cancellationToken)
        {
            Deadlines.Enqueue(request.Deadline);
            throw new TranscriptionException(TranscriptionError.Overloaded, "recorded");
        }
    }
}
