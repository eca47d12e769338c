using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Transcribe.Core;

namespace Transcribe.Operations.Running;

/// <summary>Which faults can pass, and how long to wait for that.</summary>
internal sealed class RetryPolicy(IOptions<OperationsOptions> options)
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);

    private readonly OperationsOptions _options = options.Value;

    /// <summary>Whether an operation that has failed so often in a row is given up.</summary>
    public bool IsExhausted(int failures) => failures >= _options.MaxAttempts;

    /// <summary>The wait after the given number of failures in a row (from 1): doubled each time, up to a tenth longer by chance, and no shorter than the fault itself asks for.</summary>
    public TimeSpan DelayAfter(int failures, TranscriptionException fault)
    {
        var delay = TimeSpan.FromTicks((long)Math.Min(_options.RetryDelay.Ticks * Math.Pow(2, failures - 1), MaxDelay.Ticks));
        var jittered = Jitter.Lengthen(delay);
        return fault.RetryAfter is { } asked && asked > jittered ? asked : jittered;
    }

    /// <summary>Whether trying again may help: the engine had no room, or the other end of a fetch stumbled.</summary>
    public static bool IsTransient(TranscriptionException fault) => fault.Error switch
    {
        TranscriptionError.Overloaded => true,
        TranscriptionError.FetchFailed => fault.RetryAfter is not null || IsTransientFetch(fault.InnerException),
        _ => false,
    };

    private static bool IsTransientFetch(Exception? fault) => fault switch
    {
        HttpRequestException { StatusCode: { } status } => status is >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout,
        HttpRequestException or SocketException or IOException or OperationCanceledException => true,
        _ => false,
    };
}
