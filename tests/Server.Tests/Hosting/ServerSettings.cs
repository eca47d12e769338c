namespace Transcribe.Server.Tests.Hosting;

/// <summary>What every server of these tests is told, in this process or in one of its own.</summary>
internal static class ServerSettings
{
    /// <param name="folder">Where operations are.</param>
    public static string[] For(string folder) =>
    [
        "Transcribe:Server:Address=127.0.0.1",
        "Transcribe:Server:Port=0",
        $"Transcribe:Models:Default={Repository.DigitsModel}",
        "Transcribe:Audio:AllowedNetworks:0=127.0.0.0/8",
        $"Transcribe:Operations:Folder={folder}",
        "Logging:LogLevel:Default=None",
    ];

    /// <summary>Settings as command-line arguments.</summary>
    public static string[] ToArguments(this IEnumerable<string> settings) => [.. settings.Select(setting => $"--{setting}")];
}
