using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;
using WireType = Google.Protobuf.WireFormat.WireType;

namespace Transcribe.Server.Calls;

/// <summary>
/// The bytes of a serialized message that take more memory when they are parsed. The parser makes an object of each short field, and keeps
/// fields that it does not know in dictionaries.
/// </summary>
/// <param name="BesideAudio">All bytes outside of fields of type <c>bytes</c>, which take no more when they are parsed.</param>
/// <param name="Unknown">Those of them in fields that the message does not have.</param>
internal readonly record struct MessageBytes(long BesideAudio, long Unknown)
{
    /// <summary>The most bytes in unknown fields, far more than a newer client sends.</summary>
    public const int MaxUnknown = 16 * 1024;

    /// <summary>A list entry of three bytes, a string of one character, takes 32 bytes and up to 16 in its list.</summary>
    private const int KnownCost = 16;

    /// <summary>A group of two bytes within another takes two objects, a list and a dictionary: 430 bytes.</summary>
    private const int UnknownCost = 215;

    /// <summary>The depth at which the parser gives up, too.</summary>
    private const int MaxDepth = 100;

    /// <summary>The most bytes of memory that the parsed message takes beside its audio.</summary>
    public long Cost => (KnownCost * BesideAudio) + (UnknownCost * Unknown);

    /// <summary>Reads a message to its end without keeping anything.</summary>
    /// <param name="message">The message in protobuf's binary form. The stream must tell its position.</param>
    /// <param name="type">Its type.</param>
    /// <exception cref="RpcException">INVALID_REQUEST: it is malformed, or has too many bytes beside its audio.</exception>
    public static MessageBytes Measure(Stream message, MessageDescriptor type)
    {
        using var input = new CodedInputStream(message, leaveOpen: true);
        try
        {
            return new MessageBytes().AddFields(input, type, end: long.MaxValue, depth: 0);
        }
        catch (InvalidProtocolBufferException)
        {
            throw RpcErrors.UnreadableMessage();
        }
    }

    private MessageBytes AddFields(CodedInputStream input, MessageDescriptor type, long end, int depth)
    {
        if (depth > MaxDepth)
            throw RpcErrors.UnreadableMessage();
        var bytes = this;
        for (var start = input.Position; start < end && input.ReadTag() is not 0 and var tag; start = input.Position)
        {
            var wire = WireFormat.GetTagWireType(tag);
            var field = type.FindFieldByNumber(WireFormat.GetTagFieldNumber(tag));
            var isKnown = field is not null && IsOf(field, wire);
            if (isKnown && field!.FieldType == FieldType.Message)
            {
                var length = input.ReadLength();
                bytes = bytes.Add(input.Position - start, isKnown).AddFields(input, field.MessageType, input.Position + length, depth + 1);
                continue;
            }
            input.SkipLastField();
            if (!isKnown || field!.FieldType != FieldType.Bytes)
                bytes = bytes.Add(input.Position - start, isKnown);
        }
        return bytes;
    }

    private MessageBytes Add(long bytes, bool isKnown)
    {
        var sum = new MessageBytes(BesideAudio + bytes, isKnown ? Unknown : Unknown + bytes);
        JsonTranscoding.Bodies.BesideAudio.Check(sum.BesideAudio);
        return sum.Unknown <= MaxUnknown ? sum : throw RpcErrors.Create(
            Code.InvalidArgument,
            ErrorReasons.InvalidRequest,
            $"The fields that the service does not know may have at most {MaxUnknown} bytes");
    }

    /// <summary>Whether a field is written with this wire type. The parser takes others for unknown fields.</summary>
    private static bool IsOf(FieldDescriptor field, WireType wire) => wire switch
    {
        // Lists of numbers are packed.
        WireType.LengthDelimited => field.IsRepeated || field.FieldType is FieldType.String or FieldType.Bytes or FieldType.Message,
        WireType.Fixed64 => field.FieldType is FieldType.Double or FieldType.Fixed64 or FieldType.SFixed64,
        WireType.Fixed32 => field.FieldType is FieldType.Float or FieldType.Fixed32 or FieldType.SFixed32,
        WireType.Varint => field.FieldType is FieldType.Int64 or FieldType.UInt64 or FieldType.Int32 or FieldType.Bool or FieldType.UInt32
            or FieldType.Enum or FieldType.SInt32 or FieldType.SInt64,
        _ => false,
    };
}
