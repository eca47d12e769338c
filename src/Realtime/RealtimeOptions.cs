using System.ComponentModel.DataAnnotations;

namespace Transcribe.Realtime;

/// <summary>Sessions of OpenAI's Realtime API (section <c>Transcribe:Realtime</c>).</summary>
public sealed class RealtimeOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string Section = "Transcribe:Realtime";

    /// <summary>The longest wait for the next event of a session, 1 s to 4 h; default 5 min.</summary>
    /// <remarks>
    /// Clients with a muted microphone send nothing, and the protocol has no event for it. Meanwhile the session occupies one of
    /// <c>Transcribe:Live:MaxStreams</c>.
    /// </remarks>
    [Range(typeof(TimeSpan), "00:00:01", "04:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);
}
