using Grpc.Core;
using Transcribe.Core;
using Transcribe.Server.Calls;

namespace Transcribe.Server.Tests.Hosting;

/// <summary>
/// Makes a call fail in the way that its <c>x-fault</c> header names: before it runs, or after its last message if it has the header
/// <c>x-fault-late</c>.
/// </summary>
internal sealed class FaultInterceptor : CallInterceptor
{
    public const string Header = "x-fault";
    public const string LateHeader = "x-fault-late";

    /// <summary>The message of the exception for the fault "Unexpected"; it must not reach a client.</summary>
    public const string Secret = "a secret detail";

    protected override async Task<T> AroundAsync<T>(ServerCallContext context, Func<Task<T>> call)
    {
        var fault = context.RequestHeaders.GetValue(Header);
        if (fault is null)
            return await call();
        if (context.RequestHeaders.GetValue(LateHeader) is not null)
            await call();
        throw Enum.TryParse<TranscriptionError>(fault, out var error)
                ? new TranscriptionException(error, $"Fault: {fault}")
                : new InvalidOperationException(Secret);
    }
}
