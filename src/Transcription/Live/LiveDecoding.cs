using System.Runtime.CompilerServices;
using Transcribe.Audio;
using Transcribe.Core;

namespace Transcribe.Transcription.Live;

/// <summary>
/// Decodes the audio of a stream. Controls go into the backlog, each behind the audio that was decoded before it: for headerless PCM all
/// audio, for containers what ffmpeg has returned.
/// </summary>
/// <param name="decoder">Decodes audio of one format.</param>
/// <param name="backlog">Takes the controls.</param>
/// <param name="plan">Checks a configuration and finds its model.</param>
internal sealed class LiveDecoding(
    IStreamDecoder decoder, AudioBacklog backlog, Func<LiveRequest, CancellationToken, Task<LivePlan>> plan)
{
    private LiveRequest? _decoding;

    /// <summary>Returns mono blocks at 16 kHz, until the inputs end.</summary>
    /// <param name="request">The first configuration.</param>
    /// <param name="inputs">What follows.</param>
    /// <param name="cancellationToken">Ends the decoding at once.</param>
    public async IAsyncEnumerable<float[]> RunAsync(
        LiveRequest request, IAsyncEnumerable<LiveInput> inputs, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var messages = inputs.GetAsyncEnumerator(stop.Token);
        for (_decoding = request; _decoding is not null;)
        {
            var (format, track) = (_decoding.Format, _decoding.Settings.AudioTrack);
            _decoding = null;
            var blocks = decoder.Decode(ReadAsync(messages, format, stop, cancellationToken), format, track);
            await foreach (var block in blocks.WithCancellation(cancellationToken))
                yield return block;
        }
    }

    /// <summary>Reads the audio of one format.</summary>
    private async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        IAsyncEnumerator<LiveInput> messages,
        PcmFormat? format,
        CancellationTokenSource stop,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A decoder that fails cancels its reader.
        await using var stopping = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), stop);
        while (_decoding is null && await messages.MoveNextAsync())
        {
            if (messages.Current is LiveInput.Audio audio)
                yield return audio.Bytes;
            else
                await ControlAsync(messages.Current, format, stop.Token);
        }
    }

    private async Task ControlAsync(LiveInput input, PcmFormat? format, CancellationToken cancellationToken)
    {
        LiveControl control = input switch
        {
            LiveInput.Finish => new LiveControl.Finish(),
            LiveInput.Clear => new LiveControl.Clear(),
            LiveInput.Configure change => new LiveControl.Change(await plan(change.Request, cancellationToken)),
            _ => throw new ArgumentException($"{input.GetType().Name} is not a control", nameof(input)),
        };
        await backlog.WaitForRoomAsync(cancellationToken);
        backlog.Add(control);
        // The same PCM goes on without a seam.
        if (input is LiveInput.Configure { ChangesDecoding: true, Request: var next } && (next.Format is null || next.Format != format))
            _decoding = next;
    }
}
