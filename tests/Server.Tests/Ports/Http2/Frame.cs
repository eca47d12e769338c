using System.Buffers.Binary;

namespace Transcribe.Server.Tests.Ports.Http2;

/// <summary>A frame as it is on the wire (RFC 9113, section 4.1), valid or not.</summary>
internal sealed record Frame(FrameType Type, byte Flags, int Stream, byte[] Payload)
{
    public const byte EndStream = 0x1;
    public const byte Ack = 0x1;
    public const byte EndHeaders = 0x4;
    public const byte Padded = 0x8;
    public const byte Prioritized = 0x20;

    public const int HeaderBytes = 9;

    /// <summary>The error code of RST_STREAM or GOAWAY.</summary>
    public ErrorCode Error => (ErrorCode)BinaryPrimitives.ReadInt32BigEndian(Payload.AsSpan(Type == FrameType.GoAway ? 4 : 0));

    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderBytes + Payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, Payload.Length << 8);
        bytes[3] = (byte)Type;
        bytes[4] = Flags;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(5), Stream);
        Payload.CopyTo(bytes.AsSpan(HeaderBytes));
        return bytes;
    }

    public static Frame Data(int stream, string text, byte flags = EndStream) =>
        new(FrameType.Data, flags, stream, System.Text.Encoding.ASCII.GetBytes(text));

    public static Frame Headers(int stream, byte[] block, byte flags = EndHeaders | EndStream) =>
        new(FrameType.Headers, flags, stream, block);

    public static Frame Continuation(int stream, byte[] block, byte flags = EndHeaders) =>
        new(FrameType.Continuation, flags, stream, block);

    /// <summary>The stream depends on another one; 0 is none.</summary>
    public static Frame Priority(int stream, uint on = 0) => new(FrameType.Priority, 0, stream, [.. Number(on), 255]);

    public static Frame Reset(int stream, uint error = 8) => new(FrameType.ResetStream, 0, stream, Number(error));

    public static Frame GoAway(uint error) => new(FrameType.GoAway, 0, 0, [.. Number(0), .. Number(error)]);

    public static Frame Window(int stream, uint increment) => new(FrameType.WindowUpdate, 0, stream, Number(increment));

    public static Frame Setting(ushort setting, uint value) =>
        new(FrameType.Settings, 0, 0, [(byte)(setting >> 8), (byte)setting, .. Number(value)]);

    public static Frame Ping(byte[] payload, byte flags = 0, int stream = 0) => new(FrameType.Ping, flags, stream, payload);

    private static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}

/// <summary>RFC 9113, section 6.</summary>
internal enum FrameType : byte
{
    Data = 0,
    Headers = 1,
    Priority = 2,
    ResetStream = 3,
    Settings = 4,
    PushPromise = 5,
    Ping = 6,
    GoAway = 7,
    WindowUpdate = 8,
    Continuation = 9,
    Unknown = 0xEE,
}

/// <summary>RFC 9113, section 7.</summary>
internal enum ErrorCode
{
    None = 0,
    Protocol = 1,
    Internal = 2,
    FlowControl = 3,
    StreamClosed = 5,
    FrameSize = 6,
    RefusedStream = 7,
    Compression = 9,
}
