namespace Transcribe.Whisper.Tests.Hub;

/// <summary>Time whose timers run 100 times faster, so that the waits between attempts are short.</summary>
/// <param name="hurriesLimits">Whether time limits, of a minute and more, run faster too; a slow machine can then reach them.</param>
internal sealed class QuickTime(bool hurriesLimits = false) : TimeProvider
{
    private const int Speed = 100;

    private static readonly TimeSpan ShortestLimit = TimeSpan.FromMinutes(1);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var hurries = dueTime > TimeSpan.Zero && (hurriesLimits || dueTime < ShortestLimit);
        return base.CreateTimer(callback, state, hurries ? dueTime / Speed : dueTime, period);
    }
}
