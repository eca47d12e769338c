using Transcribe.Server.Tests.Hosting;
using static Transcribe.Server.Tests.Ports.Http2.Frame;
using static Transcribe.Server.Tests.Ports.Http2.HeaderBlock;

namespace Transcribe.Server.Tests.Ports.Http2;

/// <summary>What HTTP/2 allows and few clients send, by section of RFC 9113.</summary>
public sealed class Http2ServiceTests(ServerFixture fixture)
{
    // The index of ":status: 200" in the static table (RFC 7541, appendix A).
    private const byte Ok = 0x80 | 8;

    private static readonly Dictionary<string, Frame[]> Requests = new()
    {
        ["4.1 reserved bit is set"] = [Headers(1 | int.MinValue, Probe)],
        ["4.3 field block in three frames"] =
            [Headers(1, Probe[..5], EndStream), Continuation(1, Probe[5..9], 0), Continuation(1, Probe[9..])],
        ["5.1 PRIORITY on an idle stream"] = [new(FrameType.Priority, 0, 3, [0, 0, 0, 0, 1]), Headers(1, Probe)],
        ["5.5 unknown frame"] = [new(FrameType.Unknown, 0xFF, 0, new byte[8]), Headers(1, Probe)],
        ["6.2 padding and priority"] = [Headers(1, [2, 0, 0, 0, 0, 1, .. Probe, 0, 0], EndHeaders | EndStream | Padded | 0x20)],
        ["6.5.2 unknown setting"] = [Setting(0x99, 7), Headers(1, Probe)],
        ["6.5.2 the last of equal settings counts"] = [Setting(4, 0), Setting(4, 100), Headers(1, Probe)],
        ["6.7 flags of PING that have no meaning"] = [Ping(new byte[8], flags: 0xFE), Headers(1, Probe)],
        ["8.1 trailers"] = [Headers(1, Probe, EndHeaders), Data(1, "x", 0), Headers(1, Of(("a", "b")))],
        ["8.2.2 TE trailers"] = [Headers(1, [.. Probe, .. Of(("te", "trailers"))])],
    };

    public static TheoryData<string> Rules => [.. Requests.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Request_IsAnswered(string rule)
    {
        using var peer = await Http2Peer.ConnectAsync(fixture.Server);
        await peer.SendAsync(Requests[rule]);

        var answer = await peer.FindAsync(frame => frame is { Type: FrameType.Headers or FrameType.ResetStream or FrameType.GoAway });

        Assert.Equal((FrameType.Headers, 1), (answer?.Type, answer?.Stream));
        Assert.Contains(Ok, answer!.Payload);
    }

    [Fact]
    public async Task Settings_AreAcknowledged()
    {
        using var peer = await Http2Peer.ConnectAsync(fixture.Server);

        Assert.NotNull(await peer.FindAsync(frame => frame is { Type: FrameType.Settings, Flags: Ack, Payload.Length: 0 }));
    }

    [Fact]
    public async Task Ping_ComesBackWithItsPayload_AndAcknowledgementsDoNot()
    {
        using var peer = await Http2Peer.ConnectAsync(fixture.Server);
        await peer.SendAsync(Ping([8, 7, 6, 5, 4, 3, 2, 1], Ack), Ping([1, 2, 3, 4, 5, 6, 7, 8]));

        var pong = await peer.FindAsync(frame => frame.Type == FrameType.Ping);

        Assert.Equal(Ack, pong!.Flags);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], pong.Payload);
    }

    [Fact]
    public async Task WindowOfAStream_BoundsItsData_AndGrows()
    {
        using var peer = await Http2Peer.ConnectAsync(fixture.Server);
        await peer.SendAsync(Setting(4, 1), Headers(1, Probe));

        var first = await peer.FindAsync(frame => frame.Type == FrameType.Data);
        Assert.Single(first!.Payload);
        await peer.SendAsync(Window(1, 2));
        Assert.Equal(2, (await peer.FindAsync(frame => frame.Type == FrameType.Data))!.Payload.Length);
        await peer.SendAsync(Setting(4, 1_000));
        Assert.InRange((await peer.FindAsync(frame => frame.Type == FrameType.Data))!.Payload.Length, 1, 998);
    }

    [Fact]
    public async Task StreamsAboveTheMaximum_AreRefused()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Server:MaxStreamsPerConnection=2");
        using var peer = await Http2Peer.ConnectAsync(server);
        var open = Of(Post, Scheme, (":path", "/v1/transcribe"), Authority, ("content-type", "application/json"));
        await peer.SendAsync(Enumerable.Range(0, 3).Select(index => Headers(1 + 2 * index, open, EndHeaders)));

        var refused = await peer.FindAsync(frame => frame.Type is FrameType.ResetStream or FrameType.GoAway);

        Assert.Equal((FrameType.ResetStream, 5, ErrorCode.RefusedStream), (refused!.Type, refused.Stream, refused.Error));
    }
}
