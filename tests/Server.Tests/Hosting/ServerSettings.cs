namespace Transcribe.Server.Tests.Hosting;

/// <summary>Settings of every server of these tests, in this process or in its own.</summary>
internal static class ServerSettings
{
    /// <param name="folder">The folder of the operations.</param>
    public static string[] For(string folder) =>
    [
        "Transcribe:Server:Address=127.0.0.1",
        "Transcribe:Server:Port=0",
        $"Transcribe:Models:Default={Repository.DigitsModel}",
        "Transcribe:Audio:AllowedNetworks:0=127.0.0.0/8",
        $"Transcribe:Operations:Folder={folder}",
        // A busy machine keeps its peers waiting for longer than the defaults.
        "Transcribe:Audio:ConnectTimeout=00:05:00",
        "Transcribe:Audio:FetchIdleTimeout=01:00:00",
        "Transcribe:Live:AnswerTimeout=01:00:00",
        "Transcribe:Live:IdleTimeout=01:00:00",
        "Transcribe:Server:ProtocolTimeout=00:10:00",
        "Logging:LogLevel:Default=None",
    ];

    /// <summary>Returns the settings as command-line arguments.</summary>
    public static string[] ToArguments(this IEnumerable<string> settings) => [.. settings.Select(setting => $"--{setting}")];
}
