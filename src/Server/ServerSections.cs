namespace Transcribe.Server;

/// <summary>The configuration sections of the server.</summary>
internal static class ServerSections
{
    public const string Server = "Transcribe:Server";
    public const string Access = "Transcribe:Access";
}
