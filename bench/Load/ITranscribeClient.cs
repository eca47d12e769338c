namespace Transcribe.Bench.Load;

/// <summary>One caller's connection, with the request that it sends again and again.</summary>
internal interface ITranscribeClient : IDisposable
{
    /// <summary>Sends the request and reads the whole answer.</summary>
    /// <param name="onSegment">When streaming: called with each segment's end as it arrives.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="CallFailedException">Any answer but a transcript.</exception>
    Task<CallAnswer> TranscribeAsync(Action<TimeSpan> onSegment, CancellationToken cancellationToken);
}

/// <summary>A call that did not end in a transcript.</summary>
/// <param name="status">The transport's word for it, such as <c>Unavailable</c> or <c>503</c>.</param>
/// <param name="inner">The cause.</param>
internal sealed class CallFailedException(string status, Exception? inner = null) : Exception(status, inner)
{
    public string Status { get; } = status;
}
