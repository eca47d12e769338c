using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Transcribe.Operations;

/// <summary>How operations are run and how long they are kept. Section <c>Transcribe:Operations</c>.</summary>
public sealed class OperationsOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Transcribe:Operations";

    public const int DefaultMaxAttempts = 5;
    public const int DefaultMaxUnfinishedPerTenant = 10_000;
    public const long DefaultMaxInlineBytesPerTenant = 16L << 30;
    public const int DefaultMaxFetching = 32;
    public const int DefaultMaxFetchingPerTenant = 16;

    /// <summary>The longest lease that can be set.</summary>
    public static readonly TimeSpan LongestLease = TimeSpan.Parse(MaxLease, CultureInfo.InvariantCulture);

    private const string MaxLease = "00:10:00";

    /// <summary>
    /// Most operations that this process transcribes at once, 1 to 256. The default 0 stands for the number of windows that the default
    /// model works on at once, so that short files fill its batch.
    /// </summary>
    [Range(0, 256)]
    public int MaxRunning { get; set; }

    /// <summary>
    /// Most operations of this process that fetch their audio or wait with it for a place, 1 to 1000; default 32. The place is one among
    /// <see cref="MaxRunning"/>.
    /// </summary>
    [Range(1, 1000)]
    public int MaxFetching { get; set; } = DefaultMaxFetching;

    /// <summary>
    /// Most operations of one tenant among <see cref="MaxFetching"/>, 1 to 1000; default 16. The slow servers of one tenant thus leave
    /// places to the others.
    /// </summary>
    [Range(1, 1000)]
    public int MaxFetchingPerTenant { get; set; } = DefaultMaxFetchingPerTenant;

    /// <summary>
    /// Most operations of one tenant, or of one address without a key, that are not done, 0 to 1,000,000; default 10,000. Further ones are
    /// refused with QUOTA_EXCEEDED. 0 is no limit.
    /// </summary>
    [Range(0, 1_000_000)]
    public int MaxUnfinishedPerTenant { get; set; } = DefaultMaxUnfinishedPerTenant;

    /// <summary>
    /// Most bytes of stored inline audio of one tenant, or of one address without a key, in operations that are not done, 0 to 1 TiB;
    /// default 16 GiB. Operations beyond it are refused with QUOTA_EXCEEDED. 0 is no limit.
    /// </summary>
    [Range(0, 1L << 40)]
    public long MaxInlineBytesPerTenant { get; set; } = DefaultMaxInlineBytesPerTenant;

    /// <summary>
    /// Consecutive attempts without progress (transient error or crash) before the operation fails, 1 to 1000; default 5. A stored window
    /// is progress. A crash counts if the operation ran alone in its process; after four times as many crashes it fails in any case.
    /// </summary>
    [Range(1, 1000)]
    public int MaxAttempts { get; set; } = DefaultMaxAttempts;

    /// <summary>
    /// The wait after the first transient error, 100 ms to 5 min; default 5 s. It doubles with each further consecutive one, up to 5 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a run holds its operation without renewing its lease, 1 s to 10 min; default 15 s. Then another run may claim it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", MaxLease)]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long operations are kept after their end, and dead letters after their last attempt, 1 min to 10 years; default 30 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);
}
