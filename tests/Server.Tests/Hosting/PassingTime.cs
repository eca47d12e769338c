using Microsoft.Extensions.Time.Testing;

namespace Transcribe.Server.Tests.Hosting;

/// <summary>Time that passes quickly.</summary>
internal static class PassingTime
{
    /// <summary>Lets the time pass, a second at a time, until something is done.</summary>
    public static async Task PassAsync(this FakeTimeProvider time, Task until)
    {
        // A timer that is set late fires all the same, and nothing else falls due while work that takes milliseconds is in progress.
        await Until.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return until.IsCompleted;
        });
        await until;
    }
}
