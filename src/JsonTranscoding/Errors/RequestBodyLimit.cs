using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>
/// Enforces the limit of the request body in place of Kestrel. Over HTTP/2 it also reads the rest of the body of a refused request before
/// the response is sent: Kestrel resets a stream whose body has not been read, and many clients then lose the response.
/// </summary>
public static class RequestBodyLimit
{
    /// <summary>How long the rest of a body is read. Kestrel has the same limit for HTTP/1.1, where it reads after the response.</summary>
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    private const int BufferBytes = 64 * 1024;

    /// <summary>Adds the middleware. It must run within the middleware that writes error bodies. It leaves gRPC calls alone.</summary>
    public static IApplicationBuilder UseRequestBodyLimit(this IApplicationBuilder app)
    {
        var time = app.ApplicationServices.GetRequiredService<TimeProvider>();
        return app.Use(async (context, next) =>
        {
            var kestrel = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
            if (context.Request.IsGrpc() || kestrel is not { IsReadOnly: false, MaxRequestBodySize: { } limit })
            {
                await next(context);
                return;
            }
            kestrel.MaxRequestBodySize = null;
            var body = new LimitedBody(context.Request.Body, context.Request.ContentLength, limit);
            context.Request.Body = body;
            var failed = true;
            try
            {
                await next(context);
                failed = context.Response.StatusCode >= StatusCodes.Status400BadRequest;
            }
            finally
            {
                if (failed && HttpProtocol.IsHttp2(context.Request.Protocol) && !context.Response.HasStarted && !IsWithheld(context, body))
                    await DrainAsync(body.Inner, time, context.RequestAborted);
            }
        });
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

    /// <summary>A body that fails where it passes the limit, at the first read if its stated length does.</summary>
    private sealed class LimitedBody(Stream inner, long? statedLength, long limit) : Stream
    {
        private long _read;

        public Stream Inner => inner;

        /// <summary>Whether any of the body was read.</summary>
        public bool HasBegun { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (statedLength > limit)
                throw TooLarge();
            HasBegun = true;
            var read = await inner.ReadAsync(buffer, cancellationToken);
            _read += read;
            return _read <= limit ? read : throw TooLarge();
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private BadHttpRequestException TooLarge() => new(
            string.Create(CultureInfo.InvariantCulture, $"{ErrorBody.BodyTooLarge}. It may have {limit} bytes"),
            StatusCodes.Status413PayloadTooLarge);
    }
}
