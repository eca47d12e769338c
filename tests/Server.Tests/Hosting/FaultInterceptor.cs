using Grpc.Core;
using Transcribe.Core;
using Transcribe.Server.Calls;

namespace Transcribe.Server.Tests.Hosting;

/// <summary>
/// Stands where a call is carried out and fails as its <c>x-fault</c> header says: before it, or after what it has sent when <c>x-fault-late</c> is there.
/// </summary>
internal sealed class FaultInterceptor : CallInterceptor
{
    public const string Header = "x-fault";
    public const string LateHeader = "x-fault-late";

    /// <summary>Thrown for the fault "Unexpected"; nothing of it may reach a client.</summary>
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
