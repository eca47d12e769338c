namespace Transcribe.Engine.Tests.Models;

/// <summary>Time that runs a hundred times faster for timers, so that waits between tries are short and time limits are still met.</summary>
internal sealed class QuickTime : TimeProvider
{
    private const int Speed = 100;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / Speed : dueTime, period);
}
