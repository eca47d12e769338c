using Microsoft.AspNetCore.Http;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>A response body that passes successful responses through and buffers errors, so that they can be rewritten.</summary>
internal sealed class HeldErrorBody(HttpResponse response, Stream inner) : WriteOnlyStream
{
    private readonly MemoryStream _held = new();

    /// <summary>The buffered bytes.</summary>
    public ReadOnlyMemory<byte> Written => _held.GetBuffer().AsMemory(0, (int)_held.Length);

    // A started response has already sent its status, so only the call itself can mark the following bytes as an error.
    private Stream Target =>
        response.HttpContext.HasFailed() || (response.StatusCode >= StatusCodes.Status400BadRequest && !response.HasStarted)
            ? _held
            : inner;

    public override void Write(byte[] buffer, int offset, int count) => Target.Write(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Target.WriteAsync(buffer, cancellationToken);

    public override void Flush() => Target.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => Target.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _held.Dispose();
        base.Dispose(disposing);
    }
}
