using Microsoft.Extensions.Logging.Console;

namespace Transcribe.Server.Telemetry;

internal static class LogFormatExtensions
{
    /// <summary>Writes the log as JSON if the setting says so.</summary>
    public static WebApplicationBuilder AddLogFormat(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(ServerOptions.Section).Get<ServerOptions>();
        if (options?.LogFormat == LogFormat.Json)
            builder.Logging.AddJsonConsole().Services.PostConfigure<JsonConsoleFormatterOptions>(TrimTime);
        return builder;
    }

    // In a line of text, a blank follows the time.
    private static void TrimTime(JsonConsoleFormatterOptions json) => json.TimestampFormat = json.TimestampFormat?.Trim();
}
