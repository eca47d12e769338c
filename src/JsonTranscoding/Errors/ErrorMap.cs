using Google.Rpc;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.Operations;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>The one switch from the engine's and the operations' failures to the contract's statuses.</summary>
public static class ErrorMap
{
    /// <summary>What a caller is told to wait where the failure itself does not say.</summary>
    private static readonly TimeSpan DefaultRetry = TimeSpan.FromSeconds(5);

    /// <summary>The status of an expected failure; null for all else.</summary>
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
            _ => throw new InvalidOperationException($"{exception.Error} has no status", exception),
        };
        return RpcErrors.Create(code, reason, exception.Message, exception.RetryAfter ?? (exception.Error == TranscriptionError.Overloaded ? DefaultRetry : null));
    }

    /// <summary>The error of an operation that failed or was cancelled: the one that the synchronous call would have had.</summary>
    public static RpcException Of(Operation operation) => operation switch
    {
        { State: OperationState.Cancelled } => RpcErrors.Create(Code.Cancelled, ErrorReasons.Cancelled, "The operation was cancelled"),
        { Failure: { Error: { } error } failure } => ToRpcException(new TranscriptionException(error, failure.Message) { RetryAfter = failure.RetryAfter }),
        _ => RpcErrors.Create(Code.Internal, ErrorReasons.Internal, operation.Failure?.Message ?? "The operation failed"),
    };

    private static RpcException ToRpcException(OperationException exception) => exception.Error switch
    {
        OperationError.NotFound => RpcErrors.Create(Code.NotFound, ErrorReasons.OperationNotFound, exception.Message),
        OperationError.AlreadyExists => RpcErrors.Create(Code.AlreadyExists, ErrorReasons.AlreadyExists, exception.Message),
        _ => RpcErrors.Create(Code.InvalidArgument, ErrorReasons.InvalidRequest, exception.Message),
    };
}
