using Microsoft.Extensions.Time.Testing;

namespace Transcribe.Tests;

/// <summary>Waits for what other threads or processes do.</summary>
public static class Until
{
    /// <summary>Limits waits for what happens soon on an idle machine. It is long, so that a busy machine fails no test.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Waits until the condition holds. Fails the test if it does not within the limit, by default <see cref="Longest"/>.
    /// </summary>
    public static Task TrueAsync(Func<bool> condition, TimeSpan? limit = null) => TrueAsync(() => Task.FromResult(condition()), limit);

    /// <inheritdoc cref="TrueAsync(Func{bool}, TimeSpan?)"/>
    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan? limit = null)
    {
        var longest = limit ?? Longest;
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < longest, $"The condition did not hold within {longest}.");
            await Task.Delay(Interval, TimeProvider.System);
        }
    }

    /// <summary>Advances fake time step by step until the condition holds.</summary>
    public static Task TrueAsync(Func<bool> condition, FakeTimeProvider time, TimeSpan step) =>
        TrueAsync(() => Task.FromResult(condition()), time, step);

    /// <inheritdoc cref="TrueAsync(Func{bool}, FakeTimeProvider, TimeSpan)"/>
    public static Task TrueAsync(Func<Task<bool>> condition, FakeTimeProvider time, TimeSpan step) => TrueAsync(async () =>
    {
        if (await condition())
            return true;
        time.Advance(step);
        return false;
    });

    /// <summary>Advances fake time, a second at a time, until a task has ended.</summary>
    public static async Task PassAsync(this FakeTimeProvider time, Task until)
    {
        // A timer that is set late still fires, and no other falls due during work that takes milliseconds.
        await TrueAsync(() => until.IsCompleted, time, TimeSpan.FromSeconds(1));
        await until;
    }

    /// <summary>Advances fake time by a span, with time between the steps for the threads that each step wakes.</summary>
    public static async Task PassAsync(this FakeTimeProvider time, TimeSpan span, TimeSpan step)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += step)
        {
            time.Advance(step);
            await Task.Delay(Interval, TimeProvider.System);
        }
    }
}
