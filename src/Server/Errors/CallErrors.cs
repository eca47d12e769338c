using Google.Rpc;
using Grpc.Core;
using Transcribe.Server.Calls;

namespace Transcribe.Server.Errors;

/// <summary>The status that a call ends in. Unexpected exceptions are logged and tell the caller nothing but that they happened.</summary>
internal sealed class CallErrors(WorkGate gate, TimeProvider time, ILogger<CallErrors> logger)
{
    /// <param name="exception">What ended the call.</param>
    /// <param name="context">The caller's request.</param>
    /// <param name="deadline">UTC; the greatest date for none.</param>
    /// <param name="caller">Whether the caller has gone, or its deadline passed.</param>
    public RpcException Of(Exception exception, HttpContext context, DateTime deadline, CancellationToken caller)
    {
        if (ErrorMap.Find(exception) is { } expected)
        {
            if (expected.StatusCode == StatusCode.Internal)
                ServerLog.CallFailed(logger, context.Request.Path, exception);
            return expected;
        }
        if (exception is RpcException status)
            return status.GetRpcStatus() is null ? RpcErrors.Create((Code)status.StatusCode, ErrorReasons.Of(status.StatusCode), status.Status.Detail) : status;
        // Whatever surfaced, it did because the caller's token ended the work, or ours while the service shuts down.
        if (caller.IsCancellationRequested)
            return deadline <= time.GetUtcNow().UtcDateTime
                ? RpcErrors.Create(Code.DeadlineExceeded, ErrorReasons.DeadlineExceeded, "The deadline passed before the call was done")
                : RpcErrors.Create(Code.Cancelled, ErrorReasons.Cancelled, "The caller cancelled the call");
        if (exception is OperationCanceledException && gate.Closing.IsCancellationRequested)
            return RpcErrors.Create(Code.Unavailable, ErrorReasons.NotReady, "The service is shutting down");
        ServerLog.CallFailed(logger, context.Request.Path, exception);
        return RpcErrors.Create(Code.Internal, ErrorReasons.Internal, $"An unexpected error ended the call; the server's log has it under the request id {context.TraceIdentifier}");
    }
}
