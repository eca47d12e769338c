using Microsoft.Extensions.Logging;

namespace Transcribe.Operations;

/// <summary>
/// The log messages of operations. Webhooks are logged by host and port only, because paths and queries may contain secrets.
/// </summary>
internal static partial class OperationsLog
{
    private static readonly Func<ILogger, string, IDisposable?> RunScope = LoggerMessage.DefineScope<string>("Operation:{Operation}");

    /// <summary>Adds the name of an operation to all log lines of its run.</summary>
    public static IDisposable? BeginRun(this ILogger logger, string name) => RunScope(logger, name);

    [LoggerMessage(503, LogLevel.Error, "The store of operations is not writable")]
    public static partial void StoreNotWritable(this ILogger logger, Exception fault);

    [LoggerMessage(504, LogLevel.Information, "The store of operations is writable again")]
    public static partial void StoreWritable(this ILogger logger);

    [LoggerMessage(505, LogLevel.Information, "Removed {Count} expired operations")]
    public static partial void OperationsExpired(this ILogger logger, int count);

    [LoggerMessage(506, LogLevel.Error, "Unexpected error while {Work}; it goes on in {Pause}")]
    public static partial void PassFailed(this ILogger logger, string work, TimeSpan pause, Exception fault);

    [LoggerMessage(508, LogLevel.Warning, "Put right {Count} records of the store whose times, counts or state could not be right")]
    public static partial void RecordsRepaired(this ILogger logger, int count);

    [LoggerMessage(510, LogLevel.Information, "Operation {Id}, attempt {Attempt}: started")]
    public static partial void RunBegins(this ILogger logger, string id, int attempt);

    [LoggerMessage(511, LogLevel.Information, "Operation {Id}, attempt {Attempt}: {State}")]
    public static partial void RunEnded(this ILogger logger, string id, int attempt, OperationState state);

    [LoggerMessage(512, LogLevel.Information, "Operation {Id}, attempt {Attempt}: requeued, next attempt in {Delay}")]
    public static partial void RunRequeued(this ILogger logger, string id, int attempt, TimeSpan delay, Exception? fault);

    [LoggerMessage(513, LogLevel.Warning, "Operation {Id}, attempt {Attempt}: stopped because it was cancelled, deleted or taken over")]
    public static partial void RunLost(this ILogger logger, string id, int attempt);

    [LoggerMessage(514, LogLevel.Error, "Operation {Id}, attempt {Attempt}: unexpected error")]
    public static partial void RunBroke(this ILogger logger, string id, int attempt, Exception fault);

    [LoggerMessage(
        515,
        LogLevel.Warning,
        "Operation {Id}, attempt {Attempt}: the outcome could not be stored; it runs again when its lease expires")]
    public static partial void RunNotStored(this ILogger logger, string id, int attempt, Exception fault);

    [LoggerMessage(
        516,
        LogLevel.Error,
        "Operation {Id}: its stored record cannot be read, so it fails; a newer version may have written it")]
    public static partial void RecordUnreadable(this ILogger logger, string id);

    [LoggerMessage(520, LogLevel.Debug, "Webhook {Id} was delivered to {Receiver}")]
    public static partial void WebhookDelivered(this ILogger logger, string id, string receiver);

    [LoggerMessage(521, LogLevel.Information, "Webhook {Id} to {Receiver} failed ({Reason}); next attempt in {Delay}")]
    public static partial void WebhookFailed(this ILogger logger, string id, string receiver, string reason, TimeSpan delay);

    [LoggerMessage(522, LogLevel.Warning, "Webhook {Id} to {Receiver} was given up ({Reason})")]
    public static partial void WebhookDead(this ILogger logger, string id, string receiver, string reason);

    [LoggerMessage(523, LogLevel.Warning, "Webhook {Id} to {Receiver}: the outcome could not be stored; the webhook is sent again")]
    public static partial void WebhookNotStored(this ILogger logger, string id, string receiver, Exception fault);

    [LoggerMessage(524, LogLevel.Error, "Webhook {Id} to {Receiver}: unexpected error; the webhook is sent again")]
    public static partial void WebhookBroke(this ILogger logger, string id, string receiver, Exception fault);
}
