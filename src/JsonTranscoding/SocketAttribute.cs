namespace Transcribe.JsonTranscoding;

/// <summary>
/// Endpoint metadata of WebSockets. Browsers cannot send headers with them and do not ask for permission before they open one, so their
/// keys may be in a subprotocol, and their origin is checked.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SocketAttribute : Attribute
{
    /// <summary>The beginning of the subprotocol that holds a key. The rest is the key.</summary>
    public const string KeyProtocol = "openai-insecure-api-key.";
}
