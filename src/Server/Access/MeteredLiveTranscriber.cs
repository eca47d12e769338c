using Transcribe.Core;

namespace Transcribe.Server.Access;

/// <summary>Charges the audio of live streams to their callers, and refuses new streams of a caller without a balance.</summary>
internal sealed class MeteredLiveTranscriber(
    [FromKeyedServices(MeteringExtensions.Engine)] ILiveTranscriber engine, AudioQuota quota) : ILiveTranscriber
{
    public Task TranscribeAsync(
        LiveRequest request,
        IAsyncEnumerable<LiveInput> inputs,
        Func<LiveUpdate, CancellationToken, ValueTask> onUpdate,
        CancellationToken cancellationToken)
    {
        quota.Check(request.Caller);
        var charged = TimeSpan.Zero;
        return engine.TranscribeAsync(
            request,
            inputs,
            (update, token) =>
            {
                quota.Charge(request.Caller, update.AudioProcessed - charged);
                charged = update.AudioProcessed > charged ? update.AudioProcessed : charged;
                return onUpdate(update, token);
            },
            cancellationToken);
    }

    public Task CheckAsync(TranscriptionSettings settings, Caller caller, CancellationToken cancellationToken) =>
        engine.CheckAsync(settings, caller, cancellationToken);
}
