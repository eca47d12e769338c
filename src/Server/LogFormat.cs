namespace Transcribe.Server;

/// <summary>The forms of the log.</summary>
public enum LogFormat
{
    /// <summary>One line of text for each event.</summary>
    Text,

    /// <summary>One line of JSON for each event, with its scopes.</summary>
    Json,
}
