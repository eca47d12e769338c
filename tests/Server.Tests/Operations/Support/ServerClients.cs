using Google.LongRunning;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Transcribe.V1;
using OperationsClient = Google.LongRunning.Operations.OperationsClient;

namespace Transcribe.Server.Tests.Operations.Support;

/// <summary>Real gRPC and HTTP clients of a server.</summary>
internal sealed class ServerClients : IDisposable
{
    // This is far above the size of any audio in these tests.
    private const int MaxMessageBytes = 1 << 30;

    private readonly GrpcChannel _channel;

    public ServerClients(Uri address)
    {
        _channel = GrpcChannel.ForAddress(
            address, new GrpcChannelOptions { MaxReceiveMessageSize = MaxMessageBytes, MaxSendMessageSize = MaxMessageBytes });
        Transcriber = new Transcriber.TranscriberClient(_channel);
        Operations = new OperationsClient(_channel);
        Http = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
    }

    public Transcriber.TranscriberClient Transcriber { get; }

    public OperationsClient Operations { get; }

    /// <summary>For calls that no generated client makes.</summary>
    public CallInvoker Invoker => _channel.CreateCallInvoker();

    public HttpClient Http { get; }

    public async Task<Operation> CreateAsync(TranscribeRequest request, string requestId = "", Uri? webhook = null) =>
        await Transcriber.TranscribeLongRunningAsync(
            new TranscribeLongRunningRequest { Request = request, RequestId = requestId, WebhookUri = webhook?.ToString() ?? "" });

    public async Task<Operation> GetAsync(string name) => await Operations.GetOperationAsync(new GetOperationRequest { Name = name });

    /// <summary>Waits until an operation ends.</summary>
    public async Task<Operation> EndAsync(string name)
    {
        var operation = await Operations.WaitOperationAsync(
            new WaitOperationRequest { Name = name, Timeout = Duration.FromTimeSpan(Until.Longest) });
        Assert.True(operation.Done, $"{name} is not done after {Until.Longest}");
        return operation;
    }

    public async Task CancelAsync(string name) => await Operations.CancelOperationAsync(new CancelOperationRequest { Name = name });

    public async Task DeleteAsync(string name) => await Operations.DeleteOperationAsync(new DeleteOperationRequest { Name = name });

    /// <summary>Waits until the run of the operation has begun.</summary>
    public Task StartedAsync(string name) => Until.TrueAsync(async () => Metadata(await GetAsync(name)).StartTime is not null);

    public static TranscribeMetadata Metadata(Operation operation) => operation.Metadata.Unpack<TranscribeMetadata>();

    public static TranscribeResponse Response(Operation operation) => operation.Response.Unpack<TranscribeResponse>();

    public void Dispose()
    {
        Http.Dispose();
        _channel.Dispose();
    }
}
