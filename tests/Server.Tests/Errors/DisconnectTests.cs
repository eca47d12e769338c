using System.Net.WebSockets;
using Grpc.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Tests.Errors;

/// <summary>Exceptions of a client that has left, which can come before its request is cancelled.</summary>
public sealed class DisconnectTests
{
    public static TheoryData<Exception> Disconnections =>
    [
        new ConnectionResetException("reset"),
        new ConnectionAbortedException("aborted"),
        new IOException("aborted", new ConnectionAbortedException("aborted")),
        new WebSocketException(WebSocketError.InvalidState, "The WebSocket is in an invalid state ('Closed')"),
        new WebSocketException(WebSocketError.ConnectionClosedPrematurely),
    ];

    [Theory]
    [MemberData(nameof(Disconnections), DisableDiscoveryEnumeration = true)]
    public void Of_ExceptionOfAClientThatHasLeft_IsCancelled(Exception exception)
    {
        var errors = new CallErrors(new Running(), TimeProvider.System, NullLogger<CallErrors>.Instance);

        Assert.Equal(StatusCode.Cancelled, errors.Of(exception, new DefaultHttpContext()).StatusCode);
        Assert.Equal(StatusCode.Internal, errors.Of(new IOException("The disk failed"), new DefaultHttpContext()).StatusCode);
    }

    private sealed class Running : IDraining
    {
        public bool HasBegun => false;
    }
}
