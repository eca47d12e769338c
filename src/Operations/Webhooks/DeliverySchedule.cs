namespace Transcribe.Operations.Webhooks;

/// <summary>When a failed delivery is tried again: the schedule that Standard Webhooks 1.0 recommends, the first try aside.</summary>
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

    /// <summary>The wait after the given number of failures (from 1), up to a tenth longer by chance, or as long as the receiver asks for, if that is longer but not over a day; null when it is given up.</summary>
    public static TimeSpan? DelayAfter(int failures, TimeSpan? retryAfter)
    {
        if (failures > Delays.Length)
            return null;
        var delay = Jitter.Lengthen(Delays[failures - 1]);
        var asked = retryAfter is { } wait && wait > Delays[^1] ? Delays[^1] : retryAfter;
        return asked > delay ? asked : delay;
    }
}
