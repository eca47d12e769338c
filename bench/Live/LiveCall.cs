using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Transcribe.V1;

namespace Transcribe.Bench.Live;

/// <summary>Streams one recording like a microphone: each chunk is sent when its last sample has been spoken.</summary>
internal sealed class LiveCall(
    Transcriber.TranscriberClient client, string model, TimeSpan chunk, TimeSpan interim, TimeSpan speechEnd, TimeProvider time)
{
    /// <summary>Sends the recording and stores each response with its arrival time, relative to the start of the recording.</summary>
    public async Task<LiveTrace> RunAsync(SpokenFile file, CancellationToken cancellationToken)
    {
        using var call = client.TranscribeLive(cancellationToken: cancellationToken);
        await call.RequestStream.WriteAsync(new TranscribeLiveRequest { Config = Config() }, cancellationToken);
        var started = time.GetTimestamp();
        var sending = SendAsync(call.RequestStream, file.Samples, started, cancellationToken);
        var responses = new List<(TimeSpan, TranscribeLiveResponse)>();
        await foreach (var response in call.ResponseStream.ReadAllAsync(cancellationToken))
            responses.Add((time.GetElapsedTime(started), response));
        await sending;
        return new LiveTrace(file, responses);
    }

    private LiveConfig Config() => new()
    {
        Config = new TranscriptionConfig
        {
            Model = model,
            ExplicitDecoding = new ExplicitDecoding
            {
                Encoding = ExplicitDecoding.Types.Encoding.Linear16,
                SampleRateHertz = SpokenFile.SampleRate,
                AudioChannelCount = 1,
            },
        },
        InterimResults = true,
        InterimInterval = Duration.FromTimeSpan(interim),
        SpeechEndTimeout = Duration.FromTimeSpan(speechEnd),
    };

    private async Task SendAsync(
        IClientStreamWriter<TranscribeLiveRequest> stream, byte[] samples, long started, CancellationToken cancellationToken)
    {
        var size = (int)(chunk.TotalSeconds * SpokenFile.SampleRate) * sizeof(short);
        for (var at = 0; at < samples.Length; at += size)
        {
            var length = Math.Min(size, samples.Length - at);
            var spoken = TimeSpan.FromSeconds((double)(at + length) / sizeof(short) / SpokenFile.SampleRate);
            if (spoken - time.GetElapsedTime(started) is { Ticks: > 0 } wait)
                await Task.Delay(wait, time, cancellationToken);
            await stream.WriteAsync(
                new TranscribeLiveRequest { Audio = UnsafeByteOperations.UnsafeWrap(samples.AsMemory(at, length)) }, cancellationToken);
        }

        await stream.CompleteAsync();
    }
}

/// <summary>The responses and their arrival times.</summary>
internal sealed record LiveTrace(SpokenFile File, IReadOnlyList<(TimeSpan At, TranscribeLiveResponse Response)> Responses);
