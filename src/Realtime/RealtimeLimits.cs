namespace Transcribe.Realtime;

/// <summary>The limits of a session that are those of every live stream.</summary>
/// <param name="MaxMessageBytes">The most bytes of audio in one message of the stream. Longer audio is split.</param>
/// <param name="MaxBytesPerSecond">The most received bytes per second.</param>
/// <param name="IdleTimeout">After this time without a message the stream ends.</param>
/// <param name="MaxLifetime">The longest duration of the stream.</param>
public sealed record RealtimeLimits(int MaxMessageBytes, long MaxBytesPerSecond, TimeSpan IdleTimeout, TimeSpan MaxLifetime);
