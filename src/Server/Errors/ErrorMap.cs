using Google.Rpc;
using Grpc.Core;
using Transcribe.Engine;

namespace Transcribe.Server.Errors;

/// <summary>The one switch from the engine's failures to the contract's statuses.</summary>
internal static class ErrorMap
{
    public static RpcException ToRpcException(TranscriptionException exception)
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
            TranscriptionError.NotReady => (Code.Unavailable, ErrorReasons.NotReady),
            TranscriptionError.InferenceFailed => (Code.Internal, ErrorReasons.Internal),
            _ => throw new InvalidOperationException($"{exception.Error} has no status", exception),
        };
        return RpcErrors.Create(code, reason, exception.Message, exception.RetryAfter);
    }
}
