using Microsoft.Extensions.Time.Testing;
using Transcribe.Core;
using Transcribe.Transcription.Live;

namespace Transcribe.Transcription.Tests.Live;

public sealed class LiveIntakeTests
{
    private static readonly LiveOptions Options = new() { MaxBacklog = TimeSpan.FromSeconds(10) };

    private readonly FakeTimeProvider _time = new();
    private readonly AudioBacklog _backlog = new(Options.MaxBacklog);

    [Fact]
    public async Task Run_SenderAheadOfTheClock_WaitsUntilAudioIsTaken()
    {
        var intake = RunAsync(60, secondsApart: 0);
        await Until.TrueAsync(() => _backlog.IsFull);
        Assert.False(intake.IsCompleted);
        Assert.Equal(10 * 16_000, _backlog.Received);

        var taken = 0L;
        while (await _backlog.WaitAsync(CancellationToken.None))
        {
            while (_backlog.TryTake(out var item))
            {
                taken += item.Audio.Length;
                Assert.True(_backlog.Received <= taken + (10 * 16_000));
            }
        }

        await intake;
        Assert.Equal(60 * 16_000, taken);
    }

    [Fact]
    public async Task Run_NobodyTakesTheAudioOfAMicrophone_EndsAsOverloaded()
    {
        var failure = await Assert.ThrowsAsync<TranscriptionException>(() => RunAsync(60, secondsApart: 1));

        Assert.Equal(TranscriptionError.Overloaded, failure.Error);
        Assert.Contains("10 s", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.RetryAfter);
    }

    [Fact]
    public async Task Run_AudioFails_EndsTheBacklogAndFails()
    {
        await Assert.ThrowsAsync<InvalidDataException>(
            () => new LiveIntake(Options, _time).RunAsync(BrokenAsync(), _backlog, CancellationToken.None));

        Assert.True(_backlog.TryTake(out _));
        Assert.False(await _backlog.WaitAsync(CancellationToken.None));
    }

    private Task RunAsync(int seconds, int secondsApart) =>
        new LiveIntake(Options, _time).RunAsync(SecondsAsync(seconds, secondsApart), _backlog, CancellationToken.None);

    private async IAsyncEnumerable<float[]> SecondsAsync(int seconds, int secondsApart)
    {
        for (var i = 0; i < seconds; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(secondsApart));
            await Task.Yield();
            yield return new float[16_000];
        }
    }

    private static async IAsyncEnumerable<float[]> BrokenAsync()
    {
        yield return new float[100];
        await Task.Yield();
        throw new InvalidDataException();
    }
}
