using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Transcribe.Core;

namespace Transcribe.Operations.Running;

/// <summary>Decides which errors are transient, and how long to wait before the next attempt.</summary>
internal sealed class RetryPolicy(IOptions<OperationsOptions> options)
{
    private const int LapsesPerAttempt = 4;

    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);

    private readonly OperationsOptions _options = options.Value;

    /// <summary>Whether an operation with this number of consecutive failed attempts is given up.</summary>
    public bool IsExhausted(int failures) => failures >= _options.MaxAttempts;

    /// <summary>
    /// Whether an operation is given up: after <c>MaxAttempts</c> failed attempts, or after four times as many whose process died, because
    /// its process may never have run it alone.
    /// </summary>
    public bool IsGivenUp(Operation operation) =>
        IsExhausted(operation.Failures) || operation.Lapses >= LapsesPerAttempt * _options.MaxAttempts;

    /// <summary>
    /// The wait after a number of consecutive failed attempts (from 1). It doubles with each one and gets up to a tenth of jitter. A longer
    /// <see cref="TranscriptionException.RetryAfter"/> takes precedence.
    /// </summary>
    public TimeSpan DelayAfter(int failures, TranscriptionException fault)
    {
        var delay = TimeSpan.FromTicks((long)Math.Min(_options.RetryDelay.Ticks * Math.Pow(2, failures - 1), MaxDelay.Ticks));
        var jittered = Jitter.Lengthen(delay);
        return fault.RetryAfter is { } asked && asked > jittered ? asked : jittered;
    }

    /// <summary>
    /// Whether a retry may succeed: the engine was overloaded, the model could not be loaded, or a fetch failed at the other end.
    /// </summary>
    public static bool IsTransient(TranscriptionException fault) => fault.Error switch
    {
        TranscriptionError.Overloaded or TranscriptionError.ModelUnavailable => true,
        TranscriptionError.FetchFailed => fault.RetryAfter is not null || IsTransientFetch(fault.InnerException),
        _ => false,
    };

    private static bool IsTransientFetch(Exception? fault) => fault switch
    {
        HttpRequestException { StatusCode: { } status } =>
            status is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout,
        HttpRequestException or SocketException or IOException or OperationCanceledException => true,
        _ => false,
    };
}
