using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.Operations;
using Transcribe.V1;
using Operation = Transcribe.Operations.Operation;

namespace Transcribe.Server.Mapping;

/// <summary>Maps stored operations to protobuf messages (AIP-151).</summary>
internal sealed class OperationMapping(IOperations operations)
{
    /// <summary>Maps an operation completely; the response of a finished one includes the segments.</summary>
    public async Task<Google.LongRunning.Operation> ToProtoAsync(Operation operation, CancellationToken cancellationToken)
    {
        var proto = Outline(operation);
        if (operation.Summary is { } summary)
            proto.Response = Any.Pack(await ToResponseAsync(operation, summary, cancellationToken));
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

    private async Task<TranscribeResponse> ToResponseAsync(
        Operation operation, TranscriptionSummary summary, CancellationToken cancellationToken)
    {
        var response = new TranscribeResponse();
        await foreach (var segment in operations.ReadSegmentsAsync(operation.Tenant, operation.Id, cancellationToken))
            response.Segments.Add(ResponseMapping.ToProto(segment));
        ResponseMapping.AddSummary(response, summary, operation.Id);
        response.Text = TranscriptText.Join(response.Segments.Select(segment => segment.Text));
        return response;
    }
}
