namespace Transcribe.JsonTranscoding.Live;

/// <summary>The limits of a WebSocket that are those of every live stream.</summary>
/// <param name="MaxMessageBytes">The most bytes of audio in one message.</param>
/// <param name="MaxBytesPerSecond">The most received bytes per second.</param>
public sealed record SocketLimits(int MaxMessageBytes, long MaxBytesPerSecond);
