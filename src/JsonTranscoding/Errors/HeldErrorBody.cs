using Microsoft.AspNetCore.Http;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>A response body that passes successful responses through and buffers errors, so that they can be rewritten.</summary>
internal sealed class HeldErrorBody(HttpResponse response, Stream inner) : Stream
{
    private readonly MemoryStream _held = new();

    /// <summary>The buffered bytes.</summary>
    public ReadOnlyMemory<byte> Written => _held.GetBuffer().AsMemory(0, (int)_held.Length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    // A started response has already sent its status, so only the call itself can mark the following bytes as an error.
    private Stream Target =>
        response.HttpContext.HasFailed() || (response.StatusCode >= StatusCodes.Status400BadRequest && !response.HasStarted)
            ? _held
            : inner;

    public override void Write(byte[] buffer, int offset, int count) => Target.Write(buffer, offset, count);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Target.WriteAsync(buffer, cancellationToken);

    public override void Flush() => Target.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => Target.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _held.Dispose();
        base.Dispose(disposing);
    }
}
