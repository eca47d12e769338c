using Google.Protobuf;
using Grpc.Core;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Live;

/// <summary>One live call, from its first message to its last answer.</summary>
internal sealed record LiveRun(IReadOnlyList<TranscribeLiveResponse> Responses)
{
    public static ExplicitDecoding Linear16 { get; } = new()
    {
        Encoding = ExplicitDecoding.Types.Encoding.Linear16,
        SampleRateHertz = 16_000,
        AudioChannelCount = 1,
    };

    /// <summary>The longest time that a call of a test may take.</summary>
    public static DateTime Deadline => TimeProvider.System.GetUtcNow().UtcDateTime + Until.Longest;

    public IEnumerable<LiveResult> Results => Responses.SelectMany(response => response.Results);

    public IEnumerable<LiveResult> Finals => Results.Where(result => result.IsFinal);

    /// <summary>The transcript, which is the text of all final results.</summary>
    public string Text => string.Join(' ', Finals.Select(result => result.Text));

    public static LiveConfig Config(ExplicitDecoding? decoding = null)
    {
        var config = new LiveConfig { Config = new TranscriptionConfig() };
        if (decoding is not null)
            config.Config.ExplicitDecoding = decoding;
        return config;
    }

    /// <summary>Sends the audio in messages of equal size and reads all answers.</summary>
    /// <param name="client">A client of the server.</param>
    /// <param name="config">The first message.</param>
    /// <param name="audio">The audio of the other messages.</param>
    /// <param name="chunk">The bytes per message.</param>
    /// <param name="pace">The time between messages; null sends as fast as the server reads.</param>
    public static async Task<LiveRun> RunAsync(
        Transcriber.TranscriberClient client, LiveConfig config, ByteString audio, int chunk = 3200, TimeSpan? pace = null)
    {
        using var call = client.TranscribeLive(deadline: Deadline);
        var sending = SendAsync(call.RequestStream, config, audio, chunk, pace);
        var responses = await call.ResponseStream.ReadAllAsync().ToListAsync();
        await sending;
        return new LiveRun(responses);
    }

    private static async Task SendAsync(
        IClientStreamWriter<TranscribeLiveRequest> stream, LiveConfig config, ByteString audio, int chunk, TimeSpan? pace)
    {
        await stream.WriteAsync(new TranscribeLiveRequest { Config = config });
        for (var at = 0; at < audio.Length; at += chunk)
        {
            await stream.WriteAsync(
                new TranscribeLiveRequest
                {
                    Audio = UnsafeByteOperations.UnsafeWrap(audio.Memory.Slice(at, Math.Min(chunk, audio.Length - at))),
                });
            if (pace is { } pause)
                await Task.Delay(pause, TimeProvider.System);
        }

        await stream.CompleteAsync();
    }
}
