using Transcribe.Server.Tests.Hosting;
using static Transcribe.Server.Tests.Ports.Http2.ErrorCode;
using static Transcribe.Server.Tests.Ports.Http2.Frame;
using static Transcribe.Server.Tests.Ports.Http2.HeaderBlock;

namespace Transcribe.Server.Tests.Ports.Http2;

/// <summary>
/// Violations of HTTP/2 (RFC 9113) and of its header compression (RFC 7541), by section: the server must end the stream or the connection
/// with the error that the section names.
/// </summary>
public sealed class Http2RuleTests(ServerFixture fixture)
{
    private static readonly byte[] Call = [.. Of(Post, Scheme, (":path", "/v1/transcribe"), Authority)];
    private static readonly byte[] FiveBytes = Of(("content-type", "application/json"), ("content-length", "5"));
    private static readonly byte[] Eight = new byte[8];
    private static readonly byte[] TooLong = new byte[16_385];

    private static readonly Dictionary<string, (ErrorCode[] Errors, Frame[] Sent)> Violations = new()
    {
        ["4.2 DATA above the maximum size"] = ([FrameSize], [Headers(1, Call, EndHeaders), new(FrameType.Data, 0, 1, TooLong)]),
        ["4.2 HEADERS above the maximum size"] = ([FrameSize], [Headers(1, TooLong)]),
        ["4.3 field block that cannot be decoded"] = ([Compression], [Headers(1, [0xC0 | 62])]),
        ["4.3 PRIORITY within a field block"] = ([Protocol], [Headers(1, Probe, EndStream), Priority(1)]),
        ["4.3 HEADERS of another stream within a field block"] = ([Protocol], [Headers(1, Probe, EndStream), Headers(3, Probe)]),
        ["5.1 DATA on an idle stream"] = ([Protocol, StreamClosed], [Data(1, "x")]),
        ["5.1 RST_STREAM on an idle stream"] = ([Protocol], [Reset(1)]),
        ["5.1 WINDOW_UPDATE on an idle stream"] = ([Protocol], [Window(1, 1)]),
        ["5.1 CONTINUATION on an idle stream"] = ([Protocol], [Continuation(1, Probe)]),
        ["5.1 DATA on a half-closed stream"] = ([StreamClosed], [Headers(1, Probe), Data(1, "x")]),
        ["5.1 HEADERS on a half-closed stream"] = ([StreamClosed, Protocol], [Headers(1, Probe), Headers(1, Probe)]),
        ["5.1 CONTINUATION on a half-closed stream"] = ([StreamClosed, Protocol], [Headers(1, Probe), Continuation(1, Probe)]),
        ["5.1 DATA on a closed stream"] = ([StreamClosed], [Headers(1, Call, EndHeaders), Reset(1), Data(1, "x")]),
        ["5.1 HEADERS on a closed stream"] = ([StreamClosed, Protocol], [Headers(1, Call, EndHeaders), Reset(1), Headers(1, Probe)]),
        ["5.1 CONTINUATION on a closed stream"] = (
            [StreamClosed, Protocol], [Headers(1, Call, EndHeaders), Reset(1), Continuation(1, Probe)]),
        ["5.1.1 even stream"] = ([Protocol], [Headers(2, Probe)]),
        ["5.1.1 stream below an earlier one"] = ([Protocol, StreamClosed], [Headers(5, Probe), Headers(3, Probe)]),
        // RFC 9113 has no priorities. Kestrel follows RFC 7540, section 5.3.1.
        ["5.3 HEADERS of a stream that depends on itself"] = (
            [Protocol], [Headers(1, [0, 0, 0, 1, 255, .. Probe], EndHeaders | EndStream | Prioritized)]),
        ["5.3 PRIORITY of a stream that depends on itself"] = ([Protocol], [Priority(3, 3)]),
        ["5.5 unknown frame within a field block"] = ([Protocol], [Headers(1, Probe, EndStream), new(FrameType.Unknown, 0, 0, Eight)]),
        ["6.1 DATA on stream 0"] = ([Protocol], [Data(0, "x")]),
        ["6.1 DATA with more padding than payload"] = (
            [Protocol], [Headers(1, Call, EndHeaders), new(FrameType.Data, Padded, 1, [9, 1])]),
        ["6.1 DATA without the length of its padding"] = ([FrameSize], [Headers(1, Call, EndHeaders), new(FrameType.Data, Padded, 1, [])]),
        ["6.2 HEADERS on stream 0"] = ([Protocol], [Headers(0, Probe)]),
        ["6.2 HEADERS with more padding than payload"] = ([Protocol], [Headers(1, [200, .. Probe], EndHeaders | EndStream | Padded)]),
        ["6.2 HEADERS that ends within its priority"] = ([FrameSize], [Headers(1, [0, 0, 0], EndHeaders | EndStream | Prioritized)]),
        ["6.3 PRIORITY on stream 0"] = ([Protocol], [new(FrameType.Priority, 0, 0, [0, 0, 0, 1, 1])]),
        ["6.3 PRIORITY of another length"] = ([FrameSize], [new(FrameType.Priority, 0, 1, [0, 0, 0, 0])]),
        ["6.4 RST_STREAM on stream 0"] = ([Protocol], [Reset(0)]),
        ["6.4 RST_STREAM of another length"] = ([FrameSize], [Headers(1, Call, EndHeaders), new(FrameType.ResetStream, 0, 1, [0, 0, 8])]),
        ["6.5 SETTINGS acknowledgement with a payload"] = ([FrameSize], [new(FrameType.Settings, Ack, 0, new byte[6])]),
        ["6.5 SETTINGS on a stream"] = ([Protocol], [new(FrameType.Settings, 0, 1, [])]),
        ["6.5 SETTINGS of another length"] = ([FrameSize], [new(FrameType.Settings, 0, 0, new byte[5])]),
        ["6.5.2 ENABLE_PUSH of 2"] = ([Protocol], [Setting(2, 2)]),
        ["6.5.2 INITIAL_WINDOW_SIZE above the maximum"] = ([FlowControl], [Setting(4, 1u << 31)]),
        ["6.5.2 MAX_FRAME_SIZE below the minimum"] = ([Protocol], [Setting(5, 16_383)]),
        ["6.5.2 MAX_FRAME_SIZE above the maximum"] = ([Protocol], [Setting(5, 1u << 24)]),
        ["6.6 PUSH_PROMISE of a client"] = (
            [Protocol], [Headers(1, Call, EndHeaders), new(FrameType.PushPromise, EndHeaders, 1, [0, 0, 0, 2, .. Probe])]),
        ["6.7 PING on a stream"] = ([Protocol], [Ping(Eight, stream: 1)]),
        ["6.7 PING of another length"] = ([FrameSize], [Ping([1, 2, 3, 4, 5, 6])]),
        ["6.8 GOAWAY on a stream"] = ([Protocol], [new(FrameType.GoAway, 0, 1, Eight)]),
        ["6.8 GOAWAY of fewer than 8 bytes"] = ([FrameSize], [new(FrameType.GoAway, 0, 0, [0, 0, 0, 0])]),
        ["6.9 WINDOW_UPDATE of 0 on the connection"] = ([Protocol], [Window(0, 0)]),
        ["6.9 WINDOW_UPDATE of 0 on a stream"] = ([Protocol], [Headers(1, Call, EndHeaders), Window(1, 0)]),
        ["6.9 WINDOW_UPDATE of another length"] = ([FrameSize], [new(FrameType.WindowUpdate, 0, 0, [0, 0, 1])]),
        ["6.9.1 window of the connection above the maximum"] = ([FlowControl], [Window(0, int.MaxValue), Window(0, int.MaxValue)]),
        ["6.9.1 window of a stream above the maximum"] = (
            [FlowControl], [Headers(1, Call, EndHeaders), Window(1, int.MaxValue), Window(1, int.MaxValue)]),
        ["6.9.2 window of a stream above the maximum by SETTINGS"] = (
            [FlowControl], [Headers(1, Call, EndHeaders), Window(1, int.MaxValue - 65_535), Setting(4, 70_000)]),
        ["6.10 CONTINUATION on stream 0"] = ([Protocol], [Headers(1, Probe, EndStream), Continuation(0, [])]),
        ["6.10 CONTINUATION after the end of the block"] = ([Protocol, StreamClosed], [Headers(1, Call, EndHeaders), Continuation(1, [])]),
        ["6.10 CONTINUATION after the CONTINUATION that ended the block"] = (
            [Protocol, StreamClosed], [Headers(1, Call[..5], 0), Continuation(1, Call[5..]), Continuation(1, [])]),
        ["6.10 CONTINUATION after DATA"] = (
            [Protocol, StreamClosed], [Headers(1, Call, EndHeaders), Data(1, "x", 0), Continuation(1, [])]),
        ["6.10 DATA within a field block"] = ([Protocol], [Headers(1, Call, 0), Data(1, "x")]),
        ["8.1 trailers that do not end the stream"] = (
            [Protocol], [Headers(1, Call, EndHeaders), Data(1, "x", 0), Headers(1, Of(("a", "b")), EndHeaders)]),
        ["8.1.1 body longer than its content-length"] = (
            [Protocol], [Headers(1, [.. Call, .. FiveBytes], EndHeaders), Data(1, "123", 0), Data(1, "456")]),
        ["8.1.1 body shorter than its content-length"] = ([Protocol], [Headers(1, [.. Call, .. FiveBytes], EndHeaders), Data(1, "123")]),
        ["8.2.1 upper-case field name"] = ([Protocol], [Request(("X-Test", "1"))]),
        // Kestrel accepts the other characters that a field name must not have: control characters, the space and the colon.
        ["8.2.1 NUL in a field name"] = ([Protocol], [Request(("x\0test", "1"))]),
        ["8.2.1 line break in a field value"] = ([Protocol], [Request(("x-test", "1\r\n2"))]),
        ["8.2.1 NUL in a field value"] = ([Protocol], [Request(("x-test", "1\0"))]),
        ["8.2.2 connection-specific field"] = ([Protocol], [Request(("connection", "keep-alive"))]),
        ["8.2.2 TE other than trailers"] = ([Protocol], [Request(("te", "gzip"))]),
        ["8.3 unknown pseudo-header field"] = ([Protocol], [Headers(1, Of(Get, Scheme, Target, Authority, (":test", "1")))]),
        ["8.3 pseudo-header field of a response"] = ([Protocol], [Headers(1, Of(Get, Scheme, Target, Authority, (":status", "200")))]),
        ["8.3 pseudo-header field in trailers"] = (
            [Protocol], [Headers(1, Call, EndHeaders), Data(1, "x", 0), Headers(1, Of(Get))]),
        ["8.3 pseudo-header field after another field"] = ([Protocol], [Headers(1, Of(Get, Scheme, Target, ("a", "b"), Authority))]),
        ["8.3 method twice"] = ([Protocol], [Headers(1, Of(Get, Get, Scheme, Target, Authority))]),
        ["8.3 scheme twice"] = ([Protocol], [Headers(1, Of(Get, Scheme, Scheme, Target, Authority))]),
        ["8.3 path twice"] = ([Protocol], [Headers(1, Of(Get, Scheme, Target, Target, Authority))]),
        ["8.3.1 no method"] = ([Protocol], [Headers(1, Of(Scheme, Target, Authority))]),
        ["8.3.1 no scheme"] = ([Protocol], [Headers(1, Of(Get, Target, Authority))]),
        ["8.3.1 no path"] = ([Protocol], [Headers(1, Of(Get, Scheme, Authority))]),
        ["8.3.1 empty path"] = ([Protocol], [Headers(1, Of(Get, Scheme, (":path", ""), Authority))]),
        ["8.3.1 path without a slash"] = ([Protocol], [Headers(1, Of(Get, Scheme, (":path", "livez"), Authority))]),
        ["8.5 CONNECT with a scheme and a path"] = ([Protocol], [Headers(1, Of((":method", "CONNECT"), Scheme, Target, Authority))]),
        ["HPACK 2.3.3 index beyond the tables"] = ([Compression], [Headers(1, [.. Probe, 0xFF, 0x64])]),
        ["HPACK 2.3.3 index of a name beyond the tables"] = ([Compression], [Headers(1, [.. Probe, 0x7F, 0x64, 0x01, 0x61])]),
        ["HPACK 4.2 change of the table's size at the end"] = ([Compression], [Headers(1, [.. Probe, 0x20])]),
        ["HPACK 5.1 integer above the maximum"] =
            ([Compression], [Headers(1, [.. Probe, 0xFF, .. Enumerable.Repeat((byte)0xFF, 10), 0x01])]),
        ["HPACK 5.2 string beyond the end of the block"] = ([Compression], [Headers(1, [.. Probe, 0x00, 0x05, 0x61])]),
        ["HPACK 5.2 Huffman padding of more than 7 bits"] = ([Compression], [Headers(1, [.. Probe, 0x00, 0x82, 0x1F, 0xFF, 0x01, 0x61])]),
        ["HPACK 5.2 Huffman padding of zeros"] = ([Compression], [Headers(1, [.. Probe, 0x00, 0x81, 0x18, 0x01, 0x61])]),
        ["HPACK 5.2 Huffman code of the end"] = (
            [Compression], [Headers(1, [.. Probe, 0x00, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x61])]),
        // Kestrel has no rule for it and ends the connection by an internal error.
        ["HPACK 6.1 index 0"] = ([Compression, Internal], [Headers(1, [.. Probe, 0x80])]),
        ["HPACK 6.3 table above the announced size"] = ([Compression], [Headers(1, [0x3F, 0xE1, 0xFF, 0x7F, .. Probe])]),
    };

    public static TheoryData<string> Rules => [.. Violations.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task Violation_EndsTheStreamOrTheConnection(string rule)
    {
        var (errors, sent) = Violations[rule];
        using var peer = await Http2Peer.ConnectAsync(fixture.Server);
        await peer.SendAsync(sent);

        var end = await peer.FindAsync(frame =>
            frame.Type is FrameType.GoAway or FrameType.ResetStream && frame.Error != ErrorCode.None);

        Assert.NotNull(end);
        Assert.Contains(end.Error, errors);
    }

    [Theory]
    [InlineData(nameof(Data))]
    [InlineData(nameof(Headers))]
    [InlineData(nameof(Continuation))]
    public async Task FrameAfterTheAnswer_EndsTheConnection(string kind)
    {
        var late = kind switch
        {
            nameof(Data) => Data(1, "x"),
            nameof(Headers) => Headers(1, Probe),
            _ => Continuation(1, Probe),
        };
        using var peer = await Http2Peer.ConnectAsync(fixture.Server);
        await peer.SendAsync(Headers(1, Probe));
        Assert.NotNull(await peer.FindAsync(frame => frame.Type == FrameType.Data && (frame.Flags & EndStream) != 0));
        await peer.SendAsync(late);

        var end = await peer.FindAsync(frame => frame.Type is FrameType.GoAway or FrameType.ResetStream);

        Assert.NotNull(end);
        Assert.Contains(end.Error, (ErrorCode[])[StreamClosed, Protocol]);
    }

    [Fact]
    public async Task ErrorOfTheConnection_ClosesIt()
    {
        using var peer = await Http2Peer.ConnectAsync(fixture.Server);
        await peer.SendAsync(Ping(Eight, stream: 1));

        Assert.NotNull(await peer.FindAsync(frame => frame.Type == FrameType.GoAway));
        Assert.Null(await peer.FindAsync(_ => true));
    }

    private static Frame Request((string, string) field) => Headers(1, [.. Probe, .. Of(field)]);
}
