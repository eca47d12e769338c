using Microsoft.AspNetCore.Http;
using Transcribe.V1;

namespace Transcribe.JsonTranscoding.Live;

/// <summary>Live transcription, without its WebSocket form. All throw <see cref="Grpc.Core.RpcException"/> for failures, like any call.</summary>
public interface ILiveCalls
{
    /// <summary>Most bytes of audio in one message; a longer one is refused.</summary>
    int MaxMessageBytes { get; }

    /// <summary>Checks that the caller may call.</summary>
    void Admit(HttpContext context);

    /// <summary>Runs one stream to its end.</summary>
    /// <param name="context">The caller's request.</param>
    /// <param name="requests">The configuration, then audio.</param>
    /// <param name="respond">Sends an answer; called one at a time.</param>
    /// <param name="cancellationToken">Ends the work at once.</param>
    Task RunAsync(
        HttpContext context,
        IAsyncEnumerable<TranscribeLiveRequest> requests,
        Func<TranscribeLiveResponse, CancellationToken, ValueTask> respond,
        CancellationToken cancellationToken);
}
