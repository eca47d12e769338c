using Google.Rpc;
using Grpc.Core;
using Transcribe.Server.Calls;

namespace Transcribe.Server.Errors;

/// <summary>Whatever ends a call ends it in a status with an ErrorInfo. Unexpected exceptions are logged and tell the caller nothing but that they happened.</summary>
internal sealed class ErrorInterceptor(TimeProvider time, ILogger<ErrorInterceptor> logger) : CallInterceptor
{
    protected override async Task<T> AroundAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (ErrorMap.Find(exception) is { } expected)
        {
            if (expected.StatusCode == StatusCode.Internal)
                ServerLog.CallFailed(logger, context.Method, exception);
            throw expected;
        }
        catch (RpcException exception)
        {
            throw exception.GetRpcStatus() is null ? WithReason(exception.Status) : exception;
        }
        catch (Exception) when (context.CancellationToken.IsCancellationRequested)
        {
            // Whatever surfaced, it did because the caller's token ended the work.
            throw context.Deadline <= time.GetUtcNow().UtcDateTime
                ? RpcErrors.Create(Code.DeadlineExceeded, ErrorReasons.DeadlineExceeded, "The deadline passed before the call was done")
                : RpcErrors.Create(Code.Cancelled, ErrorReasons.Cancelled, "The caller cancelled the call");
        }
        catch (Exception exception)
        {
            ServerLog.CallFailed(logger, context.Method, exception);
            throw RpcErrors.Create(Code.Internal, ErrorReasons.Internal, "An unexpected error ended the call; the server's log has it under the request's id");
        }
    }

    private static RpcException WithReason(Grpc.Core.Status status) => status.StatusCode == StatusCode.Unimplemented
        ? RpcErrors.Create(Code.Unimplemented, ErrorReasons.Unimplemented, "This call is in the contract but not built yet")
        : RpcErrors.Create((Code)status.StatusCode, ErrorReasons.Internal, status.Detail);
}
