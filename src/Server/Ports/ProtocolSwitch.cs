using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Transcribe.Server.Ports;

/// <summary>
/// Lets clear-text HTTP/2 and HTTP/1.1 share a port, which Kestrel's endpoints refuse: an HTTP/2 connection begins with its preface (RFC 9113, 3.4), which no
/// HTTP/1.1 request does, and is handed to the pipeline of a second, HTTP/2-only endpoint, a <see cref="HiddenEndPoint"/>.
/// </summary>
internal sealed class ProtocolSwitch(TimeSpan timeout, TimeProvider time)
{
    private ConnectionDelegate? _http2;

    // The whole of it: Kestrel would wait minutes for a rest that does not come.
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Keeps the HTTP/2 endpoint's pipeline.</summary>
    public ConnectionDelegate KeepHttp2(ConnectionDelegate next) => _http2 = next;

    /// <summary>Sends each connection of the public endpoint to the pipeline of its protocol.</summary>
    public ConnectionDelegate Choose(ConnectionDelegate http1) => async connection =>
    {
        if (await BeginsWithPrefaceAsync(connection) is { } isHttp2)
            await (isHttp2 ? _http2! : http1)(connection);
    };

    /// <summary>Looks at the first bytes without taking them; null when none came in time, or the client left.</summary>
    private async Task<bool?> BeginsWithPrefaceAsync(ConnectionContext connection)
    {
        using var patience = new CancellationTokenSource(timeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, connection.ConnectionClosed);
        try
        {
            while (true)
            {
                var read = await connection.Transport.Input.ReadAsync(ending.Token);
                var known = Known(read.Buffer);
                // Nothing is consumed; what was examined is waited past only while more is needed.
                connection.Transport.Input.AdvanceTo(read.Buffer.Start, known is null ? read.Buffer.End : read.Buffer.Start);
                if (known is not null || read.IsCompleted)
                    return known;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ConnectionResetException)
        {
            return null;
        }
    }

    private static bool? Known(ReadOnlySequence<byte> buffer)
    {
        Span<byte> first = stackalloc byte[Preface.Length];
        var length = (int)Math.Min(buffer.Length, first.Length);
        buffer.Slice(0, length).CopyTo(first);
        if (!Preface[..length].SequenceEqual(first[..length]))
            return false;
        return length == Preface.Length ? true : null;
    }
}
