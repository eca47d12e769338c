using Microsoft.Extensions.Time.Testing;

namespace Transcribe.Operations.Tests.Support;

/// <summary>Waits for the effects of other threads.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Limit, "what was waited for did not happen");
            await Task.Delay(Interval, TimeProvider.System);
        }
    }

    /// <summary>Advances fake time in steps until the condition holds.</summary>
    public static Task TrueAsync(Func<bool> condition, FakeTimeProvider clock, TimeSpan step) =>
        TrueAsync(() => Task.FromResult(condition()), clock, step);

    /// <inheritdoc cref="TrueAsync(Func{bool}, FakeTimeProvider, TimeSpan)"/>
    public static Task TrueAsync(Func<Task<bool>> condition, FakeTimeProvider clock, TimeSpan step) => TrueAsync(async () =>
    {
        if (await condition())
            return true;
        clock.Advance(step);
        return false;
    });

    /// <summary>Advances fake time in steps, with a pause after each one for the threads that it wakes.</summary>
    public static async Task PassAsync(this FakeTimeProvider clock, TimeSpan span, TimeSpan step)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += step)
        {
            clock.Advance(step);
            await Task.Delay(Interval, TimeProvider.System);
        }
    }
}
