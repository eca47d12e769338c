using System.ComponentModel.DataAnnotations;

namespace Transcribe.Transcription;

/// <summary>How much work the service accepts. Section <c>Transcribe:Batching</c>.</summary>
public sealed class AdmissionOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string Section = "Transcribe:Batching";

    /// <summary>The most transcriptions in progress or waiting, apart from fetches, 1 to 10,000; default 64.</summary>
    /// <remarks>
    /// Further calls are refused as overloaded. Each call may hold up to <c>Transcribe:Inference:Slots</c> windows of 1.9 MB.
    /// </remarks>
    [Range(1, 10_000)]
    public int MaxRequests { get; set; } = 64;

    /// <summary>The part of these places that one caller may take while others take none, 0.01 to 1; default 0.5.</summary>
    /// <remarks>
    /// A caller is a tenant, or an address on a service without keys. At 0.5 a caller may take as many places as remain free, so that each
    /// leaves room for another. Further calls of the caller are refused as overloaded. 1 is no share.
    /// </remarks>
    [Range(0.01, 1)]
    public double CallerShare { get; set; } = 0.5;

    /// <summary>The retry delay that a refused caller gets, 1 s to 1 h; default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a call that would not end before its deadline is refused as overloaded; default true.</summary>
    /// <remarks>
    /// The deadline is that of the gRPC call; other calls have none. The estimate needs a model that has been busy since its start.
    /// </remarks>
    public bool AdmitByDeadline { get; set; } = true;
}
