namespace Transcribe.Server;

/// <summary>What the server logs; ids are stable.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(400, LogLevel.Information, "Listening on {Address} for gRPC and HTTP")]
    public static partial void Listening(ILogger logger, string address);

    [LoggerMessage(501, LogLevel.Information, "Draining: {Calls} calls are in progress and have {Time} to finish")]
    public static partial void Draining(ILogger logger, int calls, TimeSpan time);

    [LoggerMessage(502, LogLevel.Warning, "{Calls} calls were still in progress when the time to drain was over; they are cut off")]
    public static partial void DrainTimedOut(ILogger logger, int calls);
}
