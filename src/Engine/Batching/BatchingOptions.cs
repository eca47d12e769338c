using System.ComponentModel.DataAnnotations;

namespace Transcribe.Engine.Batching;

/// <summary>How much work is taken on (section <c>Transcribe:Batching</c>).</summary>
public sealed class BatchingOptions
{
    public const int DefaultMaxRequests = 64;

    /// <summary>Transcriptions in progress or waiting at once; the next one is refused as overloaded. Default 64. Each may hold up to <c>Transcribe:Inference:Slots</c> windows of 1.9 MB.</summary>
    [Range(1, 10_000)]
    public int MaxRequests { get; set; } = DefaultMaxRequests;

    /// <summary>What a refused caller is told to wait, 1 s to 1 h; default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);
}
