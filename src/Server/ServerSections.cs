namespace Transcribe.Server;

/// <summary>Where the server's settings stand in the configuration.</summary>
internal static class ServerSections
{
    public const string Server = "Transcribe:Server";
    public const string Access = "Transcribe:Access";
}
