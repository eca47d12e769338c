using System.Text;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.Operations;
using Transcribe.Server.Calls;
using Transcribe.V1;
using Operation = Transcribe.Operations.Operation;

namespace Transcribe.Server.Mapping;

/// <summary>Maps stored operations to protobuf messages (AIP-151).</summary>
internal sealed class OperationMapping(IOperations operations)
{
    /// <summary>What the wrapping of a response adds to it at most, with the page token.</summary>
    private const int WrappingBytes = 1024;

    /// <summary>Maps an operation; the response of a finished one includes the text and the segments.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="maximumBytes">
    /// The most bytes of the message. Segments that exceed it are left out, and so is a text that exceeds it alone.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<Google.LongRunning.Operation> ToProtoAsync(
        Operation operation, int maximumBytes, CancellationToken cancellationToken)
    {
        var proto = Outline(operation);
        if (operation.Summary is { } summary)
        {
            var room = maximumBytes - proto.CalculateSize() - WrappingBytes;
            proto.Response = Any.Pack(await ToResponseAsync(operation, summary, room, cancellationToken));
        }
        return proto;
    }

    /// <summary>
    /// Maps an operation for a list. The response of a finished one has no text and no segments, so that pages stay small.
    /// </summary>
    public static Google.LongRunning.Operation Outline(Operation operation)
    {
        var proto = new Google.LongRunning.Operation
        {
            Name = operation.Name,
            Metadata = Any.Pack(ToMetadata(operation)),
            Done = operation.Done,
        };
        if (operation.Summary is { } summary)
        {
            var response = new TranscribeResponse();
            ResponseMapping.AddSummary(response, summary, operation.Id);
            proto.Response = Any.Pack(response);
        }
        else if (operation.Done)
        {
            proto.Error = ErrorMap.Of(operation).GetRpcStatus();
        }
        return proto;
    }

    public static TranscribeMetadata ToMetadata(Operation operation) => new()
    {
        CreateTime = Timestamp.FromDateTimeOffset(operation.CreateTime),
        StartTime = operation.StartTime is { } start ? Timestamp.FromDateTimeOffset(start) : null,
        UpdateTime = Timestamp.FromDateTimeOffset(operation.UpdateTime),
        ProgressPercent = operation.ProgressPercent,
        AudioDuration = operation.AudioDuration is { } audio ? Duration.FromTimeSpan(audio) : null,
        ProcessedDuration = Duration.FromTimeSpan(operation.ProcessedDuration),
        Attempt = operation.Attempt,
        Uri = operation.Request.Uri is { } uri ? Shown(uri) : "",
    };

    // The query of a signed URL is a credential: whoever sees the operation must not get the audio by it.
    private static string Shown(Uri uri) =>
        uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) + (uri.Query.Length > 0 ? "?…" : "");

    /// <param name="operation">An operation that succeeded.</param>
    /// <param name="summary">Its summary.</param>
    /// <param name="room">The most bytes of the text and the segments together.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    private async Task<TranscribeResponse> ToResponseAsync(
        Operation operation, TranscriptionSummary summary, int room, CancellationToken cancellationToken)
    {
        var segments = await operations.ReadSegmentsAsync(operation.Tenant, operation.Id, cancellationToken).ToListAsync(cancellationToken);
        var response = new TranscribeResponse();
        ResponseMapping.AddSummary(response, summary, operation.Id);
        var text = TranscriptText.Join(segments.Select(segment => segment.Text));
        var textBytes = Encoding.UTF8.GetByteCount(text);
        if (textBytes <= room)
        {
            response.Text = text;
            room -= textBytes;
        }
        var messages = segments.Select(ResponseMapping.ToProto).ToArray();
        response.Segments.AddRange(messages.Take(MessageLimit.Fitting(messages, room)));
        if (response.Segments.Count < segments.Count)
            response.NextSegmentsPageToken = SegmentPage.TokenOf(operation.Id, segments[response.Segments.Count].Index);
        return response;
    }
}
