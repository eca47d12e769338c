using System.Net;
using Google.LongRunning;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;
using StatusCode = Grpc.Core.StatusCode;

namespace Transcribe.Server.Tests.Errors;

/// <summary>Random requests of every method that takes one message: none is an internal error, and the server keeps answering.</summary>
public sealed class RandomRequestTests(ServerFixture fixture)
{
    private const int RequestsPerMethod = 40;

    private static readonly IEnumerable<ServiceDescriptor> Services =
        [TranscribeReflection.Descriptor.Services[0], OperationsReflection.Descriptor.Services[0], HealthReflection.Descriptor.Services[0]];

    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(message => message, message => message);

    [Fact]
    public async Task Calls_WithRandomRequests_AreNeverInternalErrors()
    {
        // Without a webhook, GenerateWebhook is an internal error by its contract.
        await using var server = await TestServer.StartAsync("WEBHOOK=http://127.0.0.1:1/", "Transcribe:Operations:MaxAttempts=1");
        foreach (var method in Services.SelectMany(service => service.Methods).Where(IsFinite))
        {
            var random = new RandomMessage(seed: 1);
            for (var request = 0; request < RequestsPerMethod; request++)
            {
                var message = random.Make(method.InputType);
                await CallAsync(server, method, message);
                await PostAsync(server, method, message);
            }
        }
        var after = await server.Client.TranscribeAsync(new TranscribeRequest { Content = Samples.English.Content });
        Samples.English.AssertHeardIn(after.Text);
    }

    [Theory]
    [InlineData(long.MaxValue, 0)]
    [InlineData(long.MinValue, 0)]
    [InlineData(315_576_000_001, 0)]
    [InlineData(1, -1)]
    [InlineData(0, 1_000_000_000)]
    [InlineData(0, int.MinValue)]
    public async Task WaitOperation_AbnormalTimeout_IsInvalid(long seconds, int nanos)
    {
        var client = new Google.LongRunning.Operations.OperationsClient(fixture.Server.Channel);
        var request = new WaitOperationRequest { Name = "operations/a", Timeout = new Duration { Seconds = seconds, Nanos = nanos } };

        var status = await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, "INVALID_REQUEST", () => client.WaitOperationAsync(request).ResponseAsync);

        Assert.Equal("timeout", Assert.Single(status.GetDetail<BadRequest>()!.FieldViolations).Field);
    }

    // A watch of the health does not end by itself.
    private static bool IsFinite(MethodDescriptor method) => !method.IsClientStreaming && method.FullName != "grpc.health.v1.Health.Watch";

    private static async Task CallAsync(TestServer server, MethodDescriptor method, IMessage message)
    {
        var type = method.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary;
        var call = new Method<byte[], byte[]>(type, method.Service.FullName, method.Name, Bytes, Bytes);
        try
        {
            // A unary call can be read as a stream of one message.
            using var answer = server.Channel.CreateCallInvoker().AsyncServerStreamingCall(call, null, default, message.ToByteArray());
            while (await answer.ResponseStream.MoveNext(CancellationToken.None))
            {
                // Only the status counts.
            }
        }
        catch (RpcException failure)
        {
            Assert.False(
                failure.StatusCode is StatusCode.Internal or StatusCode.Unknown or StatusCode.Unavailable,
                $"{method.FullName} {message.ToByteString().ToBase64()}: {failure.Status}");
        }
    }

    private static async Task PostAsync(TestServer server, MethodDescriptor method, IMessage message)
    {
        if (method.GetOptions()?.GetExtension(Google.Api.AnnotationsExtensions.Http)?.Post is not { Length: > 0 } path
            || path.Contains('{', StringComparison.Ordinal))
            return;
        using var response = await server.Http.PostAsync(path, JsonFormatter.ToDiagnosticString(message));
        Assert.True(
            response.StatusCode != HttpStatusCode.InternalServerError,
            $"{path} {message}: {await response.Content.ReadAsStringAsync()}");
    }
}
