using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>The status that a call ends in. Unexpected exceptions are logged and tell the caller nothing but that they happened.</summary>
public sealed class CallErrors(IDraining draining, TimeProvider time, ILogger<CallErrors> logger)
{
    /// <summary>The status for an exception.</summary>
    /// <param name="exception">What ended the call.</param>
    /// <param name="context">The caller's request.</param>
    /// <param name="deadline">UTC; the greatest date for none.</param>
    /// <param name="caller">Whether the caller has gone, or its deadline passed.</param>
    public RpcException Of(Exception exception, HttpContext context, DateTime deadline, CancellationToken caller)
    {
        if (ErrorMap.Find(exception) is { } expected)
        {
            if (expected.StatusCode == StatusCode.Internal)
                logger.CallFailed(context.Request.Path, exception);
            return expected;
        }
        if (exception is RpcException status)
            return status.GetRpcStatus() is null ? RpcErrors.Create((Code)status.StatusCode, RpcErrors.Reason(status.StatusCode), status.Status.Detail) : status;
        // Whatever surfaced, it did because the caller's token ended the work, or ours while the service shuts down.
        if (caller.IsCancellationRequested)
            return deadline <= time.GetUtcNow().UtcDateTime
                ? RpcErrors.Create(Code.DeadlineExceeded, ErrorReasons.DeadlineExceeded, "The deadline passed before the call was done")
                : RpcErrors.Create(Code.Cancelled, ErrorReasons.Cancelled, "The caller cancelled the call");
        if (exception is OperationCanceledException && draining.HasBegun)
            return RpcErrors.Create(Code.Unavailable, ErrorReasons.NotReady, "The service is shutting down");
        logger.CallFailed(context.Request.Path, exception);
        return RpcErrors.Create(Code.Internal, ErrorReasons.Internal, $"An unexpected error ended the call; the server's log has it under the request id {context.TraceIdentifier}");
    }
}
