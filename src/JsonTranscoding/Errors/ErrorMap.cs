using Google.Rpc;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.Operations;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>Maps the failures of the engine and of operations to the statuses of the contract.</summary>
public static class ErrorMap
{
    /// <summary>The retry delay for failures that do not specify one.</summary>
    private static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(5);

    /// <summary>Returns the status of an expected failure, or null for any other exception.</summary>
    public static RpcException? Find(Exception exception) => exception switch
    {
        TranscriptionException transcription => ToRpcException(transcription),
        OperationException operation => ToRpcException(operation),
        OperationStoreException store => RpcErrors.Create(Code.Unavailable, ErrorReasons.StoreUnavailable, store.Message, DefaultRetry),
        _ => null,
    };

    private static RpcException ToRpcException(TranscriptionException exception)
    {
        var code = exception.Error switch
        {
            TranscriptionError.InvalidRequest
                or TranscriptionError.UrlNotAllowed
                or TranscriptionError.FetchFailed
                or TranscriptionError.AudioUnreadable
                or TranscriptionError.AudioTooLarge
                or TranscriptionError.UnknownModel
                or TranscriptionError.UnknownLanguage => Code.InvalidArgument,
            TranscriptionError.TaskUnsupported => Code.FailedPrecondition,
            TranscriptionError.SpoolUnavailable
                or TranscriptionError.ModelUnavailable
                or TranscriptionError.Overloaded
                or TranscriptionError.NotReady => Code.Unavailable,
            TranscriptionError.StreamTooLong => Code.OutOfRange,
            TranscriptionError.StreamIdle => Code.Aborted,
            TranscriptionError.StreamTooFast => Code.ResourceExhausted,
            TranscriptionError.InferenceFailed => Code.Internal,
            _ => throw new InvalidOperationException($"No status is defined for {exception.Error}", exception),
        };
        var retryAfter = exception.RetryAfter ?? DefaultRetryAfter(exception.Error);
        return RpcErrors.Create(code, ErrorReasons.Of(exception.Error), exception.Message, retryAfter);
    }

    /// <summary>Returns the error of a failed or cancelled operation. It equals that of the synchronous call.</summary>
    public static RpcException Of(Operation operation) => operation switch
    {
        { State: OperationState.Cancelled } => RpcErrors.Create(Code.Cancelled, ErrorReasons.Cancelled, "The operation was cancelled"),
        { Failure: { Error: { } error } failure } =>
            ToRpcException(new TranscriptionException(error, failure.Message) { RetryAfter = failure.RetryAfter }),
        _ => RpcErrors.Create(Code.Internal, ErrorReasons.Internal, operation.Failure?.Message ?? "The operation failed"),
    };

    private static TimeSpan? DefaultRetryAfter(TranscriptionError error) =>
        error is TranscriptionError.Overloaded
            or TranscriptionError.NotReady
            or TranscriptionError.SpoolUnavailable
            or TranscriptionError.StreamTooFast
            ? DefaultRetry
            : null;

    private static RpcException ToRpcException(OperationException exception) => exception.Error switch
    {
        OperationError.NotFound => RpcErrors.Create(Code.NotFound, ErrorReasons.OperationNotFound, exception.Message),
        OperationError.Elsewhere => RpcErrors.Create(Code.NotFound, ErrorReasons.OperationElsewhere, exception.Message),
        OperationError.QuotaExceeded =>
            RpcErrors.Create(Code.ResourceExhausted, ErrorReasons.QuotaExceeded, exception.Message, exception.RetryAfter),
        OperationError.Unreadable => RpcErrors.Create(Code.DataLoss, ErrorReasons.RecordUnreadable, exception.Message),
        OperationError.AlreadyExists => RpcErrors.Create(Code.AlreadyExists, ErrorReasons.AlreadyExists, exception.Message),
        _ => RpcErrors.Create(Code.InvalidArgument, ErrorReasons.InvalidRequest, exception.Message),
    };
}
