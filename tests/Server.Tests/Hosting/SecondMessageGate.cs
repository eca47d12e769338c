using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Transcribe.Server.Tests.Hosting;

/// <summary>
/// Holds the second message of each stream that has an <c>x-hold</c> header until the gate opens. The client has then read the first
/// message while the server still has work to do.
/// </summary>
internal sealed class SecondMessageGate : Interceptor
{
    public const string Header = "x-hold";

    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _opened.TrySetResult();

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(
            request,
            context.RequestHeaders.GetValue(Header) is null ? responseStream : new HeldWriter<TResponse>(responseStream, _opened.Task),
            context);

    /// <summary>Sends the streams of a server through the gate.</summary>
    public void Configure(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(this);
        builder.Services.Configure<GrpcServiceOptions>(grpc => grpc.Interceptors.Add<SecondMessageGate>());
    }

    private sealed class HeldWriter<T>(IServerStreamWriter<T> writer, Task opened) : IServerStreamWriter<T>
    {
        private int _messages;

        public WriteOptions? WriteOptions
        {
            get => writer.WriteOptions;
            set => writer.WriteOptions = value;
        }

        public Task WriteAsync(T message) => WriteAsync(message, CancellationToken.None);

        public async Task WriteAsync(T message, CancellationToken cancellationToken)
        {
            if (_messages++ > 0)
                await opened.WaitAsync(cancellationToken);
            await writer.WriteAsync(message, cancellationToken);
        }
    }
}
