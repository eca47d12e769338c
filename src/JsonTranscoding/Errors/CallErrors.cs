using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>
/// Maps the exception that ended a call to a status. Unexpected exceptions are logged, and their details are hidden from the caller.
/// </summary>
public sealed class CallErrors(IDraining draining, TimeProvider time, ILogger<CallErrors> logger)
{
    private static readonly TimeSpan MemoryRetry = TimeSpan.FromSeconds(5);

    /// <summary>Returns the status for an exception that ended an HTTP call, which has no deadline.</summary>
    public RpcException Of(Exception exception, HttpContext context) =>
        Of(exception, context, DateTime.MaxValue, context.RequestAborted);

    /// <summary>Returns the status for an exception.</summary>
    /// <param name="exception">The exception that ended the call.</param>
    /// <param name="context">The HTTP request of the call.</param>
    /// <param name="deadline">The deadline in UTC; <see cref="DateTime.MaxValue"/> for none.</param>
    /// <param name="caller">Cancelled when the caller disconnects or its deadline expires.</param>
    public RpcException Of(Exception exception, HttpContext context, DateTime deadline, CancellationToken caller)
    {
        var status = Map(exception, context, deadline, caller);
        Refusals.Count(status);
        return status;
    }

    private RpcException Map(Exception exception, HttpContext context, DateTime deadline, CancellationToken caller)
    {
        if (ErrorMap.Find(exception) is { } expected)
        {
            if (expected.StatusCode == StatusCode.Internal)
                logger.CallFailed(context.Request.Path, exception);
            return expected;
        }
        if (exception is OutOfMemoryException)
        {
            logger.OutOfMemory(context.Request.Path, exception);
            Refusals.CountOutOfMemory();
            return RpcErrors.Create(Code.Unavailable, ErrorReasons.Overloaded, "The service is out of memory", MemoryRetry);
        }
        if (exception is RpcException status)
            return status.GetRpcStatus() is null
                ? RpcErrors.Create((Code)status.StatusCode, RpcErrors.Reason(status.StatusCode), status.Status.Detail)
                : status;
        // After the caller cancels, every exception results from the cancellation. During shutdown, an OperationCanceledException does.
        if (caller.IsCancellationRequested || Disconnects.Is(exception))
            return deadline <= time.GetUtcNow().UtcDateTime
                ? RpcErrors.Create(Code.DeadlineExceeded, ErrorReasons.DeadlineExceeded, "The deadline expired before the call completed")
                : RpcErrors.Create(Code.Cancelled, ErrorReasons.Cancelled, "The caller cancelled the call");
        if (exception is OperationCanceledException && draining.HasBegun)
            return RpcErrors.NotReady("The service is shutting down");
        logger.CallFailed(context.Request.Path, exception);
        return RpcErrors.Create(
            Code.Internal,
            ErrorReasons.Internal,
            $"Unexpected error; the server log contains the details under request id {context.TraceIdentifier}");
    }
}
