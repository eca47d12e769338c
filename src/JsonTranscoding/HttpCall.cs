using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Transcribe.V1;

namespace Transcribe.JsonTranscoding;

/// <summary>The gRPC call context of an HTTP request that runs a service method itself.</summary>
public sealed class HttpCall : ServerCallContext
{
    // GetHttpContext of Grpc.AspNetCore looks up the request of a call under this key if the call does not use gRPC.
    private const string HttpContextKey = "__HttpContext";

    private readonly HttpContext _http;

    private readonly string _method;

    /// <param name="http">The request.</param>
    /// <param name="method">The name of the method.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public HttpCall(HttpContext http, string method, CancellationToken cancellationToken)
    {
        (_http, _method) = (http, method);
        CancellationTokenCore = cancellationToken;
        UserStateCore = new Dictionary<object, object> { [HttpContextKey] = http };
    }

    protected override string MethodCore => $"/{Transcriber.Descriptor.FullName}/{_method}";

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
