using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Transcribe.V1;

namespace Transcribe.JsonTranscoding.Live;

/// <summary>The gRPC call context of a WebSocket, so that it runs the same service method as a gRPC stream.</summary>
internal sealed class SocketCall : ServerCallContext
{
    // GetHttpContext of Grpc.AspNetCore looks up the request of a call under this key if the call does not use gRPC.
    private const string HttpContextKey = "__HttpContext";

    private readonly HttpContext _http;

    public SocketCall(HttpContext http, CancellationToken cancellationToken)
    {
        _http = http;
        CancellationTokenCore = cancellationToken;
        UserStateCore = new Dictionary<object, object> { [HttpContextKey] = http };
    }

    protected override string MethodCore => $"/{Transcriber.Descriptor.FullName}/{nameof(Transcriber.TranscriberBase.TranscribeLive)}";

    protected override string HostCore => _http.Request.Host.Value ?? "";

    protected override string PeerCore => _http.Connection.RemoteIpAddress?.ToString() ?? "";

    protected override DateTime DeadlineCore => DateTime.MaxValue;

    protected override Metadata RequestHeadersCore { get; } = [];

    protected override CancellationToken CancellationTokenCore { get; }

    protected override Metadata ResponseTrailersCore { get; } = [];

    protected override Grpc.Core.Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore { get; } = new(null, []);

    protected override IDictionary<object, object> UserStateCore { get; }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
}
