using System.Runtime.CompilerServices;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.Server.Lifetime;
using Transcribe.Server.Mapping;
using Transcribe.Transcription.Live;
using Transcribe.V1;

namespace Transcribe.Server.Services;

/// <summary>
/// Runs live streams of any transport: one configuration, then audio and controls. When the service shuts down, the audio of a stream ends,
/// and the results for the audio received so far are sent.
/// </summary>
internal sealed class LiveCalls(ILiveTranscriber transcriber, WorkGate gate, IOptions<LiveOptions> options, TimeProvider time)
{
    public async Task RunAsync(
        HttpContext context,
        IAsyncEnumerable<TranscribeLiveRequest> requests,
        Func<TranscribeLiveResponse, CancellationToken, ValueTask> respond,
        CancellationToken cancellationToken)
    {
        var work = gate.Enter(context, cancellationToken);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(work, gate.Closing);
        await using var messages = requests.GetAsyncEnumerator(reading.Token);
        var caller = context.GetCaller();
        var request = LiveMapping.ToRequest(await ReadConfigAsync(messages, reading), caller);
        await transcriber.TranscribeAsync(
            request,
            ReadInputsAsync(messages, caller, reading, work),
            (update, token) => respond(ResponseMapping.ToProto(update), token),
            work);
    }

    private async Task<LiveConfig> ReadConfigAsync(IAsyncEnumerator<TranscribeLiveRequest> messages, CancellationTokenSource reading)
    {
        using var patience = new CancellationTokenSource(options.Value.IdleTimeout, time);
        var hasMessage = false;
        try
        {
            await using (patience.Token.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), reading))
                hasMessage = await NextAsync(messages);
        }
        catch (Exception) when (patience.IsCancellationRequested)
        {
            // Handled below, together with a configuration that arrived after the timeout.
        }
        if (patience.IsCancellationRequested)
            throw new TranscriptionException(
                TranscriptionError.StreamIdle, $"No configuration arrived within {options.Value.IdleTimeout.TotalSeconds:0.#} s");
        if (!hasMessage || messages.Current.MessageCase != TranscribeLiveRequest.MessageOneofCase.Config)
            throw RpcErrors.InvalidField("config", "The first message must be the configuration");
        FieldLimits.Check(messages.Current);
        return messages.Current.Config;
    }

    private async IAsyncEnumerable<LiveInput> ReadInputsAsync(
        IAsyncEnumerator<TranscribeLiveRequest> messages,
        Caller caller,
        CancellationTokenSource reading,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stop = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), reading);
        while (await NextAsync(messages))
            yield return LiveMapping.ToInput(messages.Current, caller);
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<TranscribeLiveRequest> messages)
    {
        try
        {
            return await messages.MoveNextAsync();
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidDataException)
        {
            throw RpcErrors.UnreadableMessage();
        }
        catch (Exception) when (gate.Closing.IsCancellationRequested)
        {
            throw new TranscriptionException(
                TranscriptionError.NotReady, "The service is shutting down; the results for the audio received so far have been sent");
        }
    }
}
