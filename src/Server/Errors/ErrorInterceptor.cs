using Google.Rpc;
using Grpc.Core;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.Server.Calls;

namespace Transcribe.Server.Errors;

/// <summary>Whatever ends a call ends it in a status with an ErrorInfo. Unexpected exceptions are logged and tell the caller nothing but that they happened.</summary>
internal sealed class ErrorInterceptor(WorkGate gate, TimeProvider time, ILogger<ErrorInterceptor> logger) : CallInterceptor
{
    protected override async Task<T> AroundAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception)
        {
            // A JSON stream that has begun has told its status; its error becomes its last line.
            context.GetHttpContext().MarkFailed();
            throw ToRpcException(context, exception);
        }
    }

    private RpcException ToRpcException(ServerCallContext context, Exception exception)
    {
        if (ErrorMap.Find(exception) is { } expected)
        {
            if (expected.StatusCode == StatusCode.Internal)
                ServerLog.CallFailed(logger, context.Method, exception);
            return expected;
        }
        if (exception is RpcException status)
            return status.GetRpcStatus() is null ? WithReason(status.Status) : status;
        // Whatever surfaced, it did because the caller's token ended the work, or ours at the end of the drain.
        if (context.CancellationToken.IsCancellationRequested)
            return context.Deadline <= time.GetUtcNow().UtcDateTime
                ? RpcErrors.Create(Code.DeadlineExceeded, ErrorReasons.DeadlineExceeded, "The deadline passed before the call was done")
                : RpcErrors.Create(Code.Cancelled, ErrorReasons.Cancelled, "The caller cancelled the call");
        if (exception is OperationCanceledException && gate.IsAborted)
            return RpcErrors.Create(Code.Unavailable, ErrorReasons.NotReady, "The service is shutting down");
        ServerLog.CallFailed(logger, context.Method, exception);
        return RpcErrors.Create(Code.Internal, ErrorReasons.Internal, $"An unexpected error ended the call; the server's log has it under the request id {context.GetHttpContext().TraceIdentifier}");
    }

    private static RpcException WithReason(Grpc.Core.Status status) => status.StatusCode == StatusCode.Unimplemented
        ? RpcErrors.Create(Code.Unimplemented, ErrorReasons.Unimplemented, "This call is in the contract but not built yet")
        : RpcErrors.Create((Code)status.StatusCode, ErrorReasons.Of(status.StatusCode), status.Detail);
}
