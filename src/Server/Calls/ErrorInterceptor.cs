using Grpc.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Calls;

/// <summary>Converts every exception of a call into a status with an ErrorInfo.</summary>
internal sealed class ErrorInterceptor(CallErrors errors) : CallInterceptor
{
    protected override async Task<T> AroundAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception)
        {
            // A JSON stream that has started has already sent its HTTP status, so its error is written as its last line.
            context.GetHttpContext().MarkFailed();
            throw errors.Of(exception, context.GetHttpContext(), context.Deadline, context.CancellationToken);
        }
    }
}
