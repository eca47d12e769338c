namespace Transcribe.Whisper.Tests.Hub;

/// <summary>Time that runs a hundred times faster for timers, so that waits between tries are short.</summary>
/// <param name="hurriesLimits">Whether time limits, of a minute and more, come faster as well; a slow machine may meet them then.</param>
internal sealed class QuickTime(bool hurriesLimits = false) : TimeProvider
{
    private const int Speed = 100;

    private static readonly TimeSpan ShortestLimit = TimeSpan.FromMinutes(1);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero && (hurriesLimits || dueTime < ShortestLimit) ? dueTime / Speed : dueTime, period);
}
