using Microsoft.Extensions.Options;
using Transcribe.JsonTranscoding.Live;
using Transcribe.Server.Access;
using Transcribe.Server.Errors;
using Transcribe.Transcription.Live;
using Transcribe.V1;

namespace Transcribe.Server.Services;

/// <summary>What interceptors do for gRPC calls, done for WebSockets: the access policy before, a status for whatever ended the call after.</summary>
internal sealed class LiveSocketCalls(LiveCalls live, AccessPolicy access, CallErrors errors, IOptions<LiveOptions> options) : ILiveCalls
{
    public int MaxMessageBytes => options.Value.MaxMessageBytes;

    public void Admit(HttpContext context) => access.Check(context);

    public async Task RunAsync(
        HttpContext context,
        IAsyncEnumerable<TranscribeLiveRequest> requests,
        Func<TranscribeLiveResponse, CancellationToken, ValueTask> respond,
        CancellationToken cancellationToken)
    {
        try
        {
            await live.RunAsync(context, requests, respond, cancellationToken);
        }
        catch (Exception exception)
        {
            throw errors.Of(exception, context, DateTime.MaxValue, cancellationToken);
        }
    }
}
