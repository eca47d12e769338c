using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Transcribe.Server.Ports;

/// <summary>
/// Serves HTTP/2 and HTTP/1.1 on one port without TLS, which Kestrel does not support. An HTTP/2 connection begins with a preface (RFC
/// 9113, 3.4) that no HTTP/1.1 request begins with. Such a connection is passed to the pipeline of a second, HTTP/2-only endpoint, a <see
/// cref="HiddenEndPoint"/>.
/// </summary>
internal sealed class ProtocolSwitch(TimeSpan timeout, TimeProvider time)
{
    private ConnectionDelegate? _http2;

    // The complete preface is compared, because Kestrel would wait minutes for the missing bytes of a partial one.
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Stores the pipeline of the HTTP/2 endpoint.</summary>
    public ConnectionDelegate KeepHttp2(ConnectionDelegate next) => _http2 = next;

    /// <summary>Passes each connection of the public endpoint to the pipeline of its protocol.</summary>
    public ConnectionDelegate Choose(ConnectionDelegate http1) => async connection =>
    {
        if (await BeginsWithPrefaceAsync(connection) is { } isHttp2)
            await (isHttp2 ? _http2! : http1)(connection);
    };

    /// <summary>
    /// Examines the first bytes without consuming them. Returns null if they did not arrive in time, the client disconnected
    /// or the server stops.
    /// </summary>
    private async Task<bool?> BeginsWithPrefaceAsync(ConnectionContext connection)
    {
        using var patience = new CancellationTokenSource(timeout, time);
        // A connection that has said nothing does not delay the stop of the server.
        var stopping = connection.Features.GetRequiredFeature<IConnectionLifetimeNotificationFeature>().ConnectionClosedRequested;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, connection.ConnectionClosed, stopping);
        try
        {
            while (true)
            {
                var read = await connection.Transport.Input.ReadAsync(ending.Token);
                var known = Known(read.Buffer);
                // Nothing is consumed. While more bytes are needed, all bytes are marked as examined, so that the next read waits for new
                // ones.
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
