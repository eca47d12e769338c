using System.ComponentModel.DataAnnotations;

namespace Transcribe.Operations;

/// <summary>Where operations are kept and how they are run. Section <c>Transcribe:Operations</c>.</summary>
public sealed class OperationsOptions
{
    /// <summary>Where these options are configured.</summary>
    public const string Section = "Transcribe:Operations";

    public const string DefaultFolder = "data";
    public const int DefaultMaxAttempts = 5;

    /// <summary>The folder of the database and of spooled audio; default <c>data</c>.</summary>
    [Required]
    public string Folder { get; set; } = DefaultFolder;

    /// <summary>
    /// Most operations that this process runs at once, 1 to 256. The default 0 means as many as the default model works on windows at once, so that short files
    /// fill its batch.
    /// </summary>
    [Range(0, 256)]
    public int MaxRunning { get; set; }

    /// <summary>Runs in a row that may end by a passing fault, or with their process, without storing a window, before the operation fails; 1 to 1000; default 5.</summary>
    [Range(1, 1000)]
    public int MaxAttempts { get; set; } = DefaultMaxAttempts;

    /// <summary>Wait after the first passing fault, doubled after each further one up to 5 min; 100 ms to 5 min; default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a run holds its operation without a sign of life before another may take it over, 1 s to 10 min; default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long operations are kept after their end, and dead letters after their last try; 1 min to 10 years; default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);
}
