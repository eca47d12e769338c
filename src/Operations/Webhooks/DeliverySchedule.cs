namespace Transcribe.Operations.Webhooks;

/// <summary>The retry schedule that Standard Webhooks 1.0 recommends, without its immediate first attempt.</summary>
internal static class DeliverySchedule
{
    private static readonly TimeSpan[] Delays =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(14),
        TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ];

    /// <summary>
    /// The wait after a number of failures (from 1), with up to a tenth of jitter. A longer <paramref name="retryAfter"/> takes precedence,
    /// up to one day.
    /// </summary>
    /// <returns>Null if the delivery is given up.</returns>
    public static TimeSpan? DelayAfter(int failures, TimeSpan? retryAfter)
    {
        if (failures > Delays.Length)
            return null;
        var delay = Jitter.Lengthen(Delays[failures - 1]);
        var asked = retryAfter is { } wait && wait > Delays[^1] ? Delays[^1] : retryAfter;
        return asked > delay ? asked : delay;
    }
}
