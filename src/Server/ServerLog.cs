namespace Transcribe.Server;

/// <summary>The log messages of the server. Event ids are stable.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(400, LogLevel.Information, "Listening on {Address} for gRPC and HTTP")]
    public static partial void Listening(ILogger logger, string address);

    [LoggerMessage(401, LogLevel.Warning, "{Path} cannot be used, so the last good keys stay valid: {Problem}")]
    public static partial void KeysFileUnusable(ILogger logger, string path, string problem);

    [LoggerMessage(402, LogLevel.Error, "Idle connections could not be ended")]
    public static partial void IdleConnectionsFailed(ILogger logger, Exception fault);

    [LoggerMessage(501, LogLevel.Information, "Draining: {Calls} calls in progress have {Time} to finish")]
    public static partial void Draining(ILogger logger, int calls, TimeSpan time);

    [LoggerMessage(502, LogLevel.Warning, "{Calls} calls were still in progress when the drain timeout expired; they are aborted")]
    public static partial void DrainTimedOut(ILogger logger, int calls);
}
