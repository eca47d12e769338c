using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Calls;

/// <summary>The most bytes of a response message that a caller accepts.</summary>
internal static class MessageLimit
{
    /// <summary>The header in which a gRPC client states its limit in bytes.</summary>
    public const string Header = "x-max-message-bytes";

    /// <summary>gRPC clients accept messages of 4 MiB by default. The rest is for what is around the entries.</summary>
    private const int Default = 3 << 20;

    private const int Minimum = 64 << 10;

    /// <summary>The tag and the length of an entry.</summary>
    private const int EntryBytes = 8;

    /// <summary>Returns the limit of the caller of a gRPC call; HTTP responses have none.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: the header is not a number of bytes in the range.</exception>
    public static int Of(ServerCallContext context)
    {
        var request = context.GetHttpContext().Request;
        if (!request.IsGrpc())
            return int.MaxValue;
        if (request.Headers[Header].FirstOrDefault() is not { } text)
            return Default;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes >= Minimum
            ? bytes
            : throw RpcErrors.InvalidField(Header, $"The header `{Header}` must be a number of bytes from {Minimum} to {int.MaxValue}");
    }

    /// <summary>Returns how many of the entries of a repeated field fit into a number of bytes.</summary>
    public static int Fitting(IEnumerable<IMessage> entries, long bytes) =>
        entries.TakeWhile(entry => (bytes -= entry.CalculateSize() + EntryBytes) >= 0).Count();
}
