using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Core;
using Transcribe.Transcription.Live;

namespace Transcribe.Transcription.Tests.Live;

public sealed class LiveLimitsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Channel<LiveInput> _inputs = Channel.CreateUnbounded<LiveInput>();
    private int _sent;
    private int _asked;

    [Fact]
    public async Task Apply_WithinAllLimits_PassesEveryMessageOnButEmptyOnes()
    {
        Send(3);
        Send(0);
        Send(5);
        _inputs.Writer.Complete();

        Assert.Equal([3, 5], await ReadAllAsync(new LiveOptions()));
    }

    [Fact]
    public async Task Apply_NoAudio_EndsAfterTheIdleTimeout()
    {
        var reading = ReadAllAsync(new LiveOptions { IdleTimeout = TimeSpan.FromSeconds(10) });
        Send(3);
        await PassAsync(TimeSpan.FromSeconds(9), reading);
        Send(3);
        await PassAsync(TimeSpan.FromSeconds(9), reading);
        Assert.False(reading.IsCompleted);
        await PassAsync(TimeSpan.FromSeconds(2), reading);

        var failure = await Assert.ThrowsAsync<TranscriptionException>(() => reading);
        Assert.Equal((TranscriptionError.StreamIdle, "The stream brought no audio for 10 s"), (failure.Error, failure.Message));
    }

    [Fact]
    public async Task Apply_KeepAlive_IsActivityAndGoesNoFurther()
    {
        var reading = ReadAllAsync(new LiveOptions { IdleTimeout = TimeSpan.FromSeconds(10) });
        for (var i = 0; i < 3; i++)
        {
            Send(new LiveInput.KeepAlive());
            await PassAsync(TimeSpan.FromSeconds(9), reading);
        }
        Assert.False(reading.IsCompleted);
        await PassAsync(TimeSpan.FromSeconds(2), reading);

        Assert.Equal(TranscriptionError.StreamIdle, (await Assert.ThrowsAsync<TranscriptionException>(() => reading)).Error);
    }

    [Fact]
    public async Task Apply_OldStream_EndsAtItsLifetime()
    {
        var reading = ReadAllAsync(new LiveOptions { IdleTimeout = TimeSpan.FromSeconds(10), MaxLifetime = TimeSpan.FromSeconds(15) });
        await PassAsync(TimeSpan.FromSeconds(9), reading);
        Send(3);
        await PassAsync(TimeSpan.FromSeconds(7), reading);

        Assert.Equal(TranscriptionError.StreamTooLong, (await Assert.ThrowsAsync<TranscriptionException>(() => reading)).Error);
    }

    [Fact]
    public async Task Apply_LongMessage_IsRefused()
    {
        Send(1025);

        var failure = await Assert.ThrowsAsync<TranscriptionException>(() => ReadAllAsync(new LiveOptions { MaxMessageBytes = 1024 }));
        Assert.Equal(
            (TranscriptionError.AudioTooLarge, "A message may hold at most 1024 bytes of audio"), (failure.Error, failure.Message));
    }

    [Fact]
    public async Task Apply_MoreThanTheRateOverTenSeconds_IsRefused()
    {
        for (var i = 0; i < 11; i++)
            Send(1024);

        var failure = await Assert.ThrowsAsync<TranscriptionException>(() => ReadAllAsync(new LiveOptions { MaxBytesPerSecond = 1024 }));
        Assert.Equal(TranscriptionError.StreamTooFast, failure.Error);
        Assert.NotNull(failure.RetryAfter);
    }

    [Fact]
    public async Task Apply_TheRateForLong_IsAllowed()
    {
        var reading = ReadAllAsync(new LiveOptions { MaxBytesPerSecond = 1024 });
        for (var i = 0; i < 60; i++)
        {
            Send(1024);
            await PassAsync(TimeSpan.FromSeconds(1), reading);
        }

        _inputs.Writer.Complete();
        Assert.Equal(60, (await reading).Count);
    }

    [Fact]
    public async Task Answer_NotTaken_EndsAfterTheTimeout()
    {
        var limits = new LiveLimits(new LiveOptions { AnswerTimeout = TimeSpan.FromSeconds(30) }, _time);
        var answering = limits.AnswerAsync(
            new LiveUpdate([], null, TimeSpan.Zero, TimeSpan.Zero),
            async (_, token) => await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token),
            CancellationToken.None).AsTask();
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(answering.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TranscriptionError.StreamIdle, (await Assert.ThrowsAsync<TranscriptionException>(() => answering)).Error);
    }

    private void Send(int bytes) => Send(new LiveInput.Audio(new byte[bytes]));

    private void Send(LiveInput input)
    {
        _sent++;
        Assert.True(_inputs.Writer.TryWrite(input));
    }

    // The clock advances after the reader has read all messages and waits for more, because its timeout has then restarted.
    private async Task PassAsync(TimeSpan time, Task reading)
    {
        while (Volatile.Read(ref _asked) <= _sent && !reading.IsCompleted)
            await Task.Yield();
        _time.Advance(time);
    }

    private async IAsyncEnumerable<LiveInput> InputsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _asked);
        await foreach (var message in _inputs.Reader.ReadAllAsync(cancellationToken))
        {
            yield return message;
            Interlocked.Increment(ref _asked);
        }
    }

    private async Task<List<int>> ReadAllAsync(LiveOptions options)
    {
        var lengths = new List<int>();
        await foreach (var message in new LiveLimits(options, _time).ApplyAsync(InputsAsync(), CancellationToken.None))
            lengths.Add(Assert.IsType<LiveInput.Audio>(message).Bytes.Length);
        return lengths;
    }
}
