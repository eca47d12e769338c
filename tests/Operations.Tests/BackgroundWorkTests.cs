using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests;

public sealed class BackgroundWorkTests
{
    [Fact]
    public async Task Repeat_PassThatThrows_LogsItAndGoesOnAfterThePause()
    {
        var clock = new FakeTimeProvider();
        using var log = new LogRecorder();
        using var stopping = new CancellationTokenSource();
        var passes = 0;

        var work = BackgroundWork.RepeatAsync("counting", Pass, log, clock, stopping.Token);
        Assert.Equal(1, passes);
        clock.Advance(BackgroundWork.Pause);
        await Until.TrueAsync(() => passes == 2);
        await stopping.CancelAsync();
        await work;

        Assert.Equal((LogLevel.Error, "Unexpected error while counting; it goes on in 00:00:05"), Assert.Single(log.Entries));

        Task Pass(CancellationToken cancel) =>
            ++passes == 1 ? throw new FormatException("broken") : Task.Delay(Timeout.InfiniteTimeSpan, clock, cancel);
    }
}
