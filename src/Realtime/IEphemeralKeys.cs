using Transcribe.Core;

namespace Transcribe.Realtime;

/// <summary>Creates keys for browsers that open sessions and live streams for a short time.</summary>
public interface IEphemeralKeys
{
    /// <summary>Creates a key.</summary>
    /// <param name="caller">Who creates it. The key has the same tenant.</param>
    /// <param name="session">The session of the key in JSON; empty for none.</param>
    /// <param name="expiresAt">When it expires.</param>
    string Create(Caller caller, string session, DateTimeOffset expiresAt);
}
