namespace Transcribe.Bench.Load;

/// <summary>The connection of one caller, and the request that it repeats.</summary>
internal interface ITranscribeClient : IDisposable
{
    /// <summary>Sends the request and reads the complete response.</summary>
    /// <param name="onSegment">Called with the end of each segment as it arrives; not called without streaming.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="CallFailedException">The response is not a transcript.</exception>
    Task<CallAnswer> TranscribeAsync(Action<TimeSpan> onSegment, CancellationToken cancellationToken);
}

/// <summary>A call did not return a transcript.</summary>
/// <param name="status">The status of the transport, for example <c>Unavailable</c> or <c>503</c>.</param>
/// <param name="inner">The cause.</param>
internal sealed class CallFailedException(string status, Exception? inner = null) : Exception(status, inner)
{
    public string Status { get; } = status;
}
