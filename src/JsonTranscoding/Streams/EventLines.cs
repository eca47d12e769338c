using Microsoft.AspNetCore.Http;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Streams;

/// <summary>
/// Writes each line of newline-delimited JSON as a server-sent event. An error, which is the last line, has the event type <c>error</c>.
/// The body of a call that failed before its first message passes unchanged.
/// </summary>
internal sealed class EventLines(HttpResponse response, Stream inner) : WriteOnlyStream
{
    private readonly MemoryStream _line = new();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            return;
        }
        while (buffer.Span.IndexOf((byte)'\n') is >= 0 and var end)
        {
            _line.Write(buffer.Span[..end]);
            await WriteEventAsync(cancellationToken);
            buffer = buffer[(end + 1)..];
        }
        _line.Write(buffer.Span);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _line.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask WriteEventAsync(CancellationToken cancellationToken)
    {
        var line = _line.GetBuffer().AsMemory(0, (int)_line.Length);
        if (line.IsEmpty)
            return;
        if (line.Span.StartsWith("{\"error\":"u8))
            await inner.WriteAsync("event: error\n"u8.ToArray(), cancellationToken);
        await inner.WriteAsync("data: "u8.ToArray(), cancellationToken);
        await inner.WriteAsync(line, cancellationToken);
        await inner.WriteAsync("\n\n"u8.ToArray(), cancellationToken);
        _line.SetLength(0);
    }
}
