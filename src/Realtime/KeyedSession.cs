using System.Text.Json;
using Transcribe.Realtime.Events;
using Transcribe.Realtime.Sessions;

namespace Transcribe.Realtime;

/// <summary>The session of the ephemeral key that a request presents, as a feature of the request.</summary>
/// <param name="Json">The session that the creator of the key gave; empty for none.</param>
public sealed record KeyedSession(string Json)
{
    /// <summary>The settings of a session that begins with the key.</summary>
    internal SessionSettings ToSettings()
    {
        if (Json.Length == 0)
            return new SessionSettings();
        using var json = JsonDocument.Parse(Json);
        return SessionReader.Apply(new SessionSettings(), Members.Of(json.RootElement));
    }
}
