using Google.LongRunning;
using Google.Rpc;
using Grpc.Core;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;
using StatusCode = Grpc.Core.StatusCode;

namespace Transcribe.Server.Tests.Operations;

public sealed class IdempotencyTests
{
    private const int Callers = 200;
    private const string RequestId = "5f0c8a52-6a5f-4f0e-9c43-1d0f4f0a1b2c";

    [Fact]
    public async Task TranscribeLongRunning_ManyAtOnceWithOneRequestId_CreateOneOperation()
    {
        await using var server = await OperationsServer.StartAsync();
        var request = Speech.Inline();

        var created = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => server.Clients.CreateAsync(request, RequestId)));

        var name = Assert.Single(created.Select(operation => operation.Name).Distinct());
        var listed = await server.Clients.Operations.ListOperationsAsync(new ListOperationsRequest());
        Assert.Equal(name, Assert.Single(listed.Operations).Name);
        Assert.Equal(1, ServerClients.Metadata(await server.Clients.EndAsync(name)).Attempt);
    }

    [Fact]
    public async Task TranscribeLongRunning_SameRequestIdAfterTheEnd_ReturnsTheResult()
    {
        await using var server = await OperationsServer.StartAsync();
        var ended = await server.Clients.EndAsync((await server.Clients.CreateAsync(Speech.Inline(), RequestId)).Name);

        Assert.Equal(ended, await server.Clients.CreateAsync(Speech.Inline(), RequestId));
    }

    [Fact]
    public async Task TranscribeLongRunning_SameRequestIdOtherRequest_AlreadyExists()
    {
        await using var server = await OperationsServer.StartAsync();
        await server.Clients.CreateAsync(Speech.Inline(), RequestId);
        var prompted = Speech.Inline();
        prompted.Config = new TranscriptionConfig { Prompt = "digits" };

        await AssertRefusedAsync(() => server.Clients.CreateAsync(Speech.Inline(Speech.German), RequestId));
        await AssertRefusedAsync(() => server.Clients.CreateAsync(prompted, RequestId));
        await AssertRefusedAsync(() => server.Clients.CreateAsync(Speech.Inline(), RequestId, server.Peer.Hook));
    }

    [Fact]
    public async Task TranscribeLongRunning_NoOrOtherRequestId_CreatesAnotherOperation()
    {
        await using var server = await OperationsServer.StartAsync();
        var request = Speech.Inline();

        var names = new[]
        {
            (await server.Clients.CreateAsync(request)).Name,
            (await server.Clients.CreateAsync(request)).Name,
            (await server.Clients.CreateAsync(request, "one")).Name,
            (await server.Clients.CreateAsync(request, "two")).Name,
        };

        Assert.Equal(names.Length, names.Distinct().Count());
    }

    private static async Task AssertRefusedAsync(Func<Task> creation)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(creation);
        Assert.Equal(StatusCode.AlreadyExists, refused.StatusCode);
        Assert.Equal("transcribe", refused.GetRpcStatus()!.GetDetail<ErrorInfo>()!.Domain);
    }
}
