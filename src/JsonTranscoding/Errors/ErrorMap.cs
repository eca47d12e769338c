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
        var (code, reason) = exception.Error switch
        {
            TranscriptionError.InvalidRequest => (Code.InvalidArgument, ErrorReasons.InvalidRequest),
            TranscriptionError.UrlNotAllowed => (Code.InvalidArgument, ErrorReasons.UrlNotAllowed),
            TranscriptionError.FetchFailed => (Code.InvalidArgument, ErrorReasons.FetchFailed),
            TranscriptionError.AudioUnreadable => (Code.InvalidArgument, ErrorReasons.AudioUnreadable),
            TranscriptionError.AudioTooLarge => (Code.InvalidArgument, ErrorReasons.AudioTooLarge),
            TranscriptionError.UnknownModel => (Code.InvalidArgument, ErrorReasons.UnknownModel),
            TranscriptionError.UnknownLanguage => (Code.InvalidArgument, ErrorReasons.UnknownLanguage),
            TranscriptionError.TaskUnsupported => (Code.FailedPrecondition, ErrorReasons.TaskUnsupported),
            TranscriptionError.Overloaded => (Code.Unavailable, ErrorReasons.Overloaded),
            TranscriptionError.StreamTooLong => (Code.OutOfRange, ErrorReasons.StreamTooLong),
            TranscriptionError.StreamIdle => (Code.Aborted, ErrorReasons.StreamIdle),
            TranscriptionError.StreamTooFast => (Code.ResourceExhausted, ErrorReasons.QuotaExceeded),
            TranscriptionError.NotReady => (Code.Unavailable, ErrorReasons.NotReady),
            TranscriptionError.InferenceFailed => (Code.Internal, ErrorReasons.Internal),
            _ => throw new InvalidOperationException($"No status is defined for {exception.Error}", exception),
        };
        return RpcErrors.Create(
            code,
            reason,
            exception.Message,
            exception.RetryAfter ?? (exception.Error == TranscriptionError.Overloaded ? DefaultRetry : null));
    }

    /// <summary>Returns the error of a failed or cancelled operation. It equals that of the synchronous call.</summary>
    public static RpcException Of(Operation operation) => operation switch
    {
        { State: OperationState.Cancelled } => RpcErrors.Create(Code.Cancelled, ErrorReasons.Cancelled, "The operation was cancelled"),
        { Failure: { Error: { } error } failure } =>
            ToRpcException(new TranscriptionException(error, failure.Message) { RetryAfter = failure.RetryAfter }),
        _ => RpcErrors.Create(Code.Internal, ErrorReasons.Internal, operation.Failure?.Message ?? "The operation failed"),
    };

    private static RpcException ToRpcException(OperationException exception) => exception.Error switch
    {
        OperationError.NotFound => RpcErrors.Create(Code.NotFound, ErrorReasons.OperationNotFound, exception.Message),
        OperationError.AlreadyExists => RpcErrors.Create(Code.AlreadyExists, ErrorReasons.AlreadyExists, exception.Message),
        _ => RpcErrors.Create(Code.InvalidArgument, ErrorReasons.InvalidRequest, exception.Message),
    };
}
