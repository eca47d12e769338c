using Microsoft.Extensions.Logging;

namespace Transcribe.Operations;

/// <summary>What operations log. Webhooks are named by their receiver alone: paths and queries may hold secrets.</summary>
internal static partial class OperationsLog
{
    [LoggerMessage(500, LogLevel.Error, "The store of operations cannot be written")]
    public static partial void StoreNotWritable(this ILogger logger, Exception fault);

    [LoggerMessage(501, LogLevel.Information, "The store of operations can be written again")]
    public static partial void StoreWritable(this ILogger logger);

    [LoggerMessage(502, LogLevel.Information, "Removed {Count} expired operations")]
    public static partial void OperationsExpired(this ILogger logger, int count);

    [LoggerMessage(510, LogLevel.Information, "Operation {Id}, attempt {Attempt}: begins")]
    public static partial void RunBegins(this ILogger logger, string id, int attempt);

    [LoggerMessage(511, LogLevel.Information, "Operation {Id}, attempt {Attempt}: {State}")]
    public static partial void RunEnded(this ILogger logger, string id, int attempt, OperationState state);

    [LoggerMessage(512, LogLevel.Information, "Operation {Id}, attempt {Attempt}: goes back to the queue for {Delay}")]
    public static partial void RunRequeued(this ILogger logger, string id, int attempt, TimeSpan delay, Exception? fault);

    [LoggerMessage(513, LogLevel.Warning, "Operation {Id}, attempt {Attempt}: stopped, as it was cancelled or taken over")]
    public static partial void RunLost(this ILogger logger, string id, int attempt);

    [LoggerMessage(514, LogLevel.Error, "Operation {Id}, attempt {Attempt}: unexpected fault")]
    public static partial void RunBroke(this ILogger logger, string id, int attempt, Exception fault);

    [LoggerMessage(515, LogLevel.Warning, "Operation {Id}, attempt {Attempt}: its end could not be stored; it is run again when its lease is over")]
    public static partial void RunNotStored(this ILogger logger, string id, int attempt, Exception fault);

    [LoggerMessage(520, LogLevel.Debug, "Webhook {Id} was delivered to {Receiver}")]
    public static partial void WebhookDelivered(this ILogger logger, string id, string receiver);

    [LoggerMessage(521, LogLevel.Information, "Webhook {Id} to {Receiver} failed ({Reason}); next try in {Delay}")]
    public static partial void WebhookFailed(this ILogger logger, string id, string receiver, string reason, TimeSpan delay);

    [LoggerMessage(522, LogLevel.Warning, "Webhook {Id} to {Receiver} failed for good ({Reason})")]
    public static partial void WebhookDead(this ILogger logger, string id, string receiver, string reason);

    [LoggerMessage(523, LogLevel.Warning, "Webhook {Id} to {Receiver}: the outcome could not be stored; it is sent again")]
    public static partial void WebhookNotStored(this ILogger logger, string id, string receiver, Exception fault);
}
