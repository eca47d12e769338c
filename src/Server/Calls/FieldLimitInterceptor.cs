using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Transcribe.JsonTranscoding;

namespace Transcribe.Server.Calls;

/// <summary>
/// Applies <see cref="FieldLimits"/> to the requests of unary and server-streaming calls, over gRPC and JSON. Live calls apply them to
/// their configuration.
/// </summary>
internal sealed class FieldLimitInterceptor : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        FieldLimits.Check((IMessage)request);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        FieldLimits.Check((IMessage)request);
        return continuation(request, responseStream, context);
    }
}
