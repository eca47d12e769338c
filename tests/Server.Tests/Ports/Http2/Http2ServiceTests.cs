using Transcribe.Server.Tests.Hosting;
using static Transcribe.Server.Tests.Ports.Http2.Frame;
using static Transcribe.Server.Tests.Ports.Http2.HeaderBlock;

namespace Transcribe.Server.Tests.Ports.Http2;

/// <summary>What HTTP/2 allows and few clients send, by section of RFC 9113.</summary>
public sealed class Http2ServiceTests(ServerFixture fixture)
{
    // The index of ":status: 200" in the static table (RFC 7541, appendix A).
    private const byte Ok = 0x80 | 8;

    // "/livez" as a string (RFC 7541, section 5.2), and the same with Huffman codes.
    private static readonly byte[] Plain = [6, .. "/livez"u8];
    private static readonly byte[] Huffman = [0x85, 0x62, 0x83, 0x77, 0x2F, 0xBF];

    private static readonly byte[] Path = [5, .. ":path"u8];

    // A request without its path.
    private static readonly byte[] Start = Of(Get, Scheme, Authority);
    private static readonly byte[] Call = [.. Of(Post, Scheme, (":path", "/v1/transcribe"), Authority)];

    private static readonly Dictionary<string, Frame[]> Requests = new()
    {
        ["4.1 reserved bit is set"] = [Headers(1 | int.MinValue, Probe)],
        ["4.3 field block in three frames"] =
            [Headers(1, Probe[..5], EndStream), Continuation(1, Probe[5..9], 0), Continuation(1, Probe[9..])],
        ["4.2 DATA of the maximum size"] = [Headers(1, Probe, EndHeaders), Data(1, new string('x', 16_384))],
        ["5.1 PRIORITY on an idle stream"] = [Priority(3), Headers(1, Probe)],
        ["5.1 PRIORITY on an open stream"] = [Headers(1, Probe, EndHeaders), Priority(1), Data(1, "x")],
        ["5.1 PRIORITY on a half-closed stream"] = [Headers(1, Probe), Priority(1)],
        ["5.1 WINDOW_UPDATE on a half-closed stream"] = [Headers(1, Probe), Window(1, 1)],
        ["5.3 PRIORITY of a stream that depends on an idle one"] = [Priority(1, 5), Headers(1, Probe)],
        ["5.3 exclusive dependency"] = [Priority(1, 5 | 1u << 31), Headers(1, Probe)],
        ["5.5 unknown frame"] = [new(FrameType.Unknown, 0xFF, 0, new byte[8]), Headers(1, Probe)],
        ["6.1 DATA in three frames"] = [Headers(1, Probe, EndHeaders), Data(1, "x", 0), Data(1, "", 0), Data(1, "y")],
        ["6.1 padding"] = [Headers(1, Probe, EndHeaders), new(FrameType.Data, EndStream | Padded, 1, [3, 1, 0, 0, 0])],
        ["6.2 padding and priority"] = [Headers(1, [2, 0, 0, 0, 0, 1, .. Probe, 0, 0], EndHeaders | EndStream | Padded | Prioritized)],
        ["6.5.2 unknown setting"] = [Setting(0x99, 7), Headers(1, Probe)],
        ["6.5.2 the last of equal settings counts"] = [Setting(4, 0), Setting(4, 100), Headers(1, Probe)],
        ["6.4 RST_STREAM with an unknown error"] = [Headers(1, Call, EndHeaders), Reset(1, 0xFF), Headers(3, Probe)],
        ["6.7 flags of PING that have no meaning"] = [Ping(new byte[8], flags: 0xFE), Headers(1, Probe)],
        ["8.1 trailers"] = [Headers(1, Probe, EndHeaders), Data(1, "x", 0), Headers(1, Of(("a", "b")))],
        ["8.2.2 TE trailers"] = [Headers(1, [.. Probe, .. Of(("te", "trailers"))])],
        ["HPACK 4.2 change of the table's size at the start"] = [Headers(1, [0x20, .. Probe])],
        ["HPACK 4.2 two changes of the table's size"] = [Headers(1, [0x20, 0x3F, 0x01, .. Probe])],
        ["HPACK 6.1 index of a field"] = [Headers(1, [0x82, 0x86, 0x04, .. Plain])],
        ["HPACK 6.2.1 with indexing, index of a name"] = [Headers(1, [.. Start, 0x44, .. Plain])],
        ["HPACK 6.2.1 with indexing, index of a name, Huffman codes"] = [Headers(1, [.. Start, 0x44, .. Huffman])],
        ["HPACK 6.2.1 with indexing, new name"] = [Headers(1, [.. Start, 0x40, .. Path, .. Plain])],
        ["HPACK 6.2.1 with indexing, new name, Huffman codes"] = [Headers(1, [.. Start, 0x40, .. Path, .. Huffman])],
        ["HPACK 6.2.2 without indexing, index of a name"] = [Headers(1, [.. Start, 0x04, .. Plain])],
        ["HPACK 6.2.2 without indexing, index of a name, Huffman codes"] = [Headers(1, [.. Start, 0x04, .. Huffman])],
        ["HPACK 6.2.2 without indexing, new name, Huffman codes"] = [Headers(1, [.. Start, 0x00, .. Path, .. Huffman])],
        ["HPACK 6.2.3 never indexed, index of a name"] = [Headers(1, [.. Start, 0x14, .. Plain])],
        ["HPACK 6.2.3 never indexed, index of a name, Huffman codes"] = [Headers(1, [.. Start, 0x14, .. Huffman])],
        ["HPACK 6.2.3 never indexed, new name"] = [Headers(1, [.. Start, 0x10, .. Path, .. Plain])],
        ["HPACK 6.2.3 never indexed, new name, Huffman codes"] = [Headers(1, [.. Start, 0x10, .. Path, .. Huffman])],
    };

    public static TheoryData<string> Rules => [.. Requests.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Request_IsAnswered(string rule)
    {
        var sent = Requests[rule];
        var stream = sent.Last(frame => frame.Type == FrameType.Headers).Stream & int.MaxValue;
        using var peer = await Http2Peer.ConnectAsync(fixture.Server);
        await peer.SendAsync(sent);

        var answer = await peer.FindAsync(frame => frame is { Type: FrameType.Headers or FrameType.ResetStream or FrameType.GoAway });

        Assert.Equal((FrameType.Headers, stream), (answer?.Type, answer?.Stream));
        Assert.Contains(Ok, answer!.Payload);
        await AssertGoesOnAsync(peer);
    }

    [Fact]
    public async Task ClosedStream_TakesPrioritiesWindowsAndResets()
    {
        using var peer = await Http2Peer.ConnectAsync(fixture.Server);
        await peer.SendAsync(Headers(1, Probe));
        Assert.NotNull(await peer.FindAsync(frame => frame.Type == FrameType.Data && (frame.Flags & EndStream) != 0));
        await peer.SendAsync(Priority(1), Window(1, 1), Reset(1));

        await AssertGoesOnAsync(peer);
    }

    [Fact]
    public async Task FieldOfTheDynamicTable_IsFound()
    {
        using var peer = await Http2Peer.ConnectAsync(fixture.Server);
        // 62 is the index of the newest field.
        await peer.SendAsync(Headers(1, [.. Start, 0x44, .. Plain]), Headers(3, [.. Start, 0x80 | 62]));

        var second = await peer.FindAsync(frame => frame.Stream == 3);

        Assert.Equal(FrameType.Headers, second!.Type);
        Assert.Contains(Ok, second.Payload);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0xFF)]
    public async Task GoAwayOfAClient_LetsItsRequestEnd(uint error)
    {
        using var peer = await Http2Peer.ConnectAsync(fixture.Server);
        await peer.SendAsync(Headers(1, Probe, EndHeaders), GoAway(error), Data(1, "x"));

        var answer = await peer.FindAsync(frame => frame.Stream == 1 && frame.Type != FrameType.WindowUpdate);

        Assert.Equal(FrameType.Headers, answer!.Type);
        Assert.Contains(Ok, answer.Payload);
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
    public async Task WindowOfAStream_BelowZero_IsFilledFirst()
    {
        using var peer = await Http2Peer.ConnectAsync(fixture.Server);
        await peer.SendAsync(Setting(4, 3), Headers(1, Probe));
        Assert.Equal(3, (await peer.FindAsync(frame => frame.Type == FrameType.Data))!.Payload.Length);

        // 3 bytes of 1 were used: the window is -2, and 3 more leave 1.
        await peer.SendAsync(Setting(4, 1), Window(1, 3));

        Assert.Single((await peer.FindAsync(frame => frame.Type == FrameType.Data))!.Payload);
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

    /// <summary>The connection has no error: it still answers a PING.</summary>
    private static async Task AssertGoesOnAsync(Http2Peer peer)
    {
        byte[] payload = [1, 9, 1, 9, 1, 9, 1, 9];
        await peer.SendAsync(Ping(payload));

        var next = await peer.FindAsync(frame =>
            frame.Type is FrameType.GoAway or FrameType.ResetStream
                || (frame.Type == FrameType.Ping && frame.Payload.SequenceEqual(payload)));

        Assert.Equal(FrameType.Ping, next?.Type);
    }
}
