using CsCheck;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Transcribe.Server.Calls;
using Transcribe.Server.Tests.Errors;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Calls;

/// <summary>What a message costs when it is parsed.</summary>
public sealed class MessageBytesTests
{
    private const string Unreadable = "The request message is not a valid protobuf message of this method";
    private const string TooMuchUnknown = "The fields that the service does not know may have at most 16384 bytes";

    private static readonly byte[] Audio = new byte[3 << 20];

    private static readonly MessageDescriptor[] Requests =
    [
        .. TranscribeReflection.Descriptor.Services[0].Methods.Select(method => method.InputType),
        Google.LongRunning.WaitOperationRequest.Descriptor,
    ];

    [Fact]
    public void Measure_Audio_CostsNothing()
    {
        var request = new TranscribeRequest { Content = ByteString.CopyFrom(Audio), Config = new() { Model = "digits" } };
        var later = new TranscribeLongRunningRequest { Request = request, RequestId = "one" };
        var live = new TranscribeLiveRequest { Audio = ByteString.CopyFrom(Audio) };

        // The length of the configuration, and a name of six characters behind its tag and length.
        Assert.Equal(new MessageBytes(BesideAudio: 10, Unknown: 0), Measure(request));
        // The length of the request takes four bytes.
        Assert.Equal(new MessageBytes(BesideAudio: 10 + 5 + 5, Unknown: 0), Measure(later));
        Assert.Equal(new MessageBytes(), Measure(live));
    }

    [Fact]
    public void Measure_RequestsWithoutAudio_KnowsAllTheirBytes()
    {
        var random = new RandomMessage(seed: 1);
        foreach (var type in Requests.Where(type => type.Name.StartsWith("Li", StringComparison.Ordinal) || type.Name.StartsWith('W')))
        {
            var message = random.Make(type);
            Assert.Equal(new MessageBytes(message.CalculateSize(), Unknown: 0), Measure(message));
        }
    }

    [Theory]
    // Groups, and groups within groups.
    [InlineData("{|")]
    [InlineData("{{{{{{{{{{||||||||||")]
    // The audio and the URL as numbers.
    [InlineData("\u0010\u0001")]
    [InlineData("\u001d\u0000\u0000\u0000\u0000")]
    public void Measure_UnknownFields_AreLimited(string field)
    {
        var few = Repeat(field, 16_384 / field.Length * field.Length);

        Assert.Equal(new MessageBytes(few.Length, few.Length), Measure(few, TranscribeRequest.Descriptor));
        AssertRefused(TooMuchUnknown, Repeat(field, 16_384 + field.Length));
        // In the configuration.
        AssertRefused(TooMuchUnknown, WithConfig(Repeat(field, 16_384 + field.Length)));
    }

    [Fact]
    public void Measure_MuchBesideTheAudio_IsRefused() => AssertRefused(
        "A request may have at most 1048576 bytes beside its audio",
        new TranscribeRequest { Uri = new string('x', 1 << 20) }.ToByteArray());

    [Theory]
    [InlineData("{")]
    [InlineData("|")]
    [InlineData("\u000a")]
    [InlineData("\u0000")]
    public void Measure_Malformed_IsRefused(string text) => AssertRefused(Unreadable, Repeat(text, text.Length));

    [Fact]
    public void Measure_WhatTheParserReads_IsRead() => Mutations.Of([.. Messages().Select(message => message.ToByteArray())]).Sample(
        bytes =>
        {
            foreach (var type in Requests)
            {
                if (Parses(bytes, type))
                    Measure(bytes, type);
            }
        },
        iter: Mutations.Count());

    [Theory]
    [InlineData("{|")]
    [InlineData("{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{||||||||||||||||||||||||||||||||")]
    [InlineData("\u007d\u0000\u0000\u0000\u0000")]
    [InlineData("\u0078\u0000")]
    public void Cost_OfUnknownFields_IsNoLessThanTheParserTakes(string field) =>
        AssertCost(Repeat(field, 16_000 / field.Length * field.Length), TranscribeRequest.Parser);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public void Cost_OfManyTexts_IsNoLessThanTheParserTakes(string text)
    {
        var config = new TranscriptionConfig { LanguageCodes = { Enumerable.Repeat(text, 100_000) } };

        AssertCost(new TranscribeRequest { Config = config }.ToByteArray(), TranscribeRequest.Parser);
    }

    private static IEnumerable<IMessage> Messages()
    {
        var random = new RandomMessage(seed: 2);
        return Requests.Select(random.Make);
    }

    private static bool Parses(byte[] bytes, MessageDescriptor type)
    {
        try
        {
            type.Parser.ParseFrom(bytes);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private static void AssertCost(byte[] bytes, MessageParser parser)
    {
        parser.ParseFrom(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        parser.ParseFrom(bytes);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 1, Measure(bytes, TranscribeRequest.Descriptor).Cost);
    }

    private static void AssertRefused(string message, byte[] bytes) => Assert.Equal(
        message, Assert.Throws<RpcException>(() => Measure(bytes, TranscribeRequest.Descriptor)).Status.Detail);

    private static MessageBytes Measure(IMessage message) => Measure(message.ToByteArray(), message.Descriptor);

    private static MessageBytes Measure(byte[] bytes, MessageDescriptor type) => MessageBytes.Measure(new SequenceStream(new(bytes)), type);

    private static byte[] WithConfig(byte[] config)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            output.WriteTag(TranscribeRequest.ConfigFieldNumber, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(config));
        }
        return bytes.ToArray();
    }

    private static byte[] Repeat(string field, int length) =>
        [.. Enumerable.Range(0, length).Select(index => (byte)field[index % field.Length])];
}
