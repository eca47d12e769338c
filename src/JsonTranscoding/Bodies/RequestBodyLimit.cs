using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding.Bodies;

/// <summary>
/// Enforces the limits of the request body in place of Kestrel: its own, and the budget of all bodies in flight. Over HTTP/2 it also reads
/// the rest of the body of a refused request before the response is sent: Kestrel resets a stream whose body has not been read, and many
/// clients then lose the response.
/// </summary>
public static class RequestBodyLimit
{
    /// <summary>How long the rest of a body is read. Kestrel has the same limit for HTTP/1.1, where it reads after the response.</summary>
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    private const string Identity = "identity";

    private const int BufferBytes = 64 * 1024;

    /// <summary>The error for a body or message over <see cref="CarriesAudioAttribute.OtherwiseMaxBytes"/>.</summary>
    public static RpcException TooLargeWithoutAudio() => RpcErrors.Create(
        Code.InvalidArgument,
        ErrorReasons.InvalidRequest,
        $"A request without audio may have at most {CarriesAudioAttribute.OtherwiseMaxBytes} bytes");

    /// <summary>Adds the middleware. It must run within the middleware that writes error bodies. It leaves gRPC calls alone.</summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="tooLarge">The error message for inline audio over the limit.</param>
    public static IApplicationBuilder UseRequestBodyLimit(this IApplicationBuilder app, string tooLarge)
    {
        var time = app.ApplicationServices.GetRequiredService<TimeProvider>();
        var budget = app.ApplicationServices.GetRequiredService<BodyBudget>();
        return app.Use(async (context, next) =>
        {
            var kestrel = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
            if (context.Request.IsGrpc() || kestrel is not { IsReadOnly: false, MaxRequestBodySize: { } limit })
            {
                await next(context);
                return;
            }
            kestrel.MaxRequestBodySize = null;
            using var lease = budget.Open(context);
            var body = CarriesAudioAttribute.IsOn(context)
                ? Limit(context, limit, () => RpcErrors.Create(Code.InvalidArgument, ErrorReasons.AudioTooLarge, tooLarge), lease)
                : Limit(context, CarriesAudioAttribute.OtherwiseMaxBytes, TooLargeWithoutAudio, lease);
            var failed = true;
            try
            {
                if (IsCoded(context))
                    await RefuseCodingAsync(context.Response);
                else
                    await next(context);
                // The transcoding replaces the error by its own.
                if (body.Failure is { } failure && !context.Response.HasStarted)
                    throw failure;
                failed = context.Response.StatusCode >= StatusCodes.Status400BadRequest;
            }
            finally
            {
                if (failed && HttpProtocol.IsHttp2(context.Request.Protocol) && !context.Response.HasStarted && !IsWithheld(context, body))
                    await DrainAsync(body.Inner, time, context.RequestAborted);
            }
        });
    }

    private static LimitedBody Limit(HttpContext context, long limit, Func<RpcException> tooLarge, BodyLease lease)
    {
        var body = new LimitedBody(context.Request.Body, context.Request.ContentLength, limit, tooLarge, lease);
        context.Request.Body = body;
        return body;
    }

    private static bool IsCoded(HttpContext context) =>
        context.Request.Headers.ContentEncoding.Any(coding => !string.Equals(coding, Identity, StringComparison.OrdinalIgnoreCase));

    /// <summary>Refuses a compressed body: what it takes is unknown before it is decompressed. Audio formats compress better.</summary>
    private static async Task RefuseCodingAsync(Microsoft.AspNetCore.Http.HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        // RFC 7694.
        response.Headers[HeaderNames.AcceptEncoding] = Identity;
        await response.Body.WriteAsync(ErrorBody.Of(RpcErrors.Create(
            Code.InvalidArgument, ErrorReasons.InvalidRequest, "The body has a content encoding; only `identity` is accepted")));
    }

    /// <summary>Whether the client waits for leave to send the body, which it gets when the body is read.</summary>
    private static bool IsWithheld(HttpContext context, LimitedBody body) => !body.HasBegun && context.Request.Headers.Expect.Count > 0;

    private static async Task DrainAsync(Stream body, TimeProvider time, CancellationToken aborted)
    {
        using var late = new CancellationTokenSource(DrainLimit, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, aborted);
        var buffer = new byte[BufferBytes];
        try
        {
            while (await body.ReadAsync(buffer, ending.Token) > 0)
            {
                // Discarded.
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The client has disconnected or is too slow; or its body is malformed, which has been answered.
        }
    }
}
