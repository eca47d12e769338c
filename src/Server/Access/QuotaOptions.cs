using System.ComponentModel.DataAnnotations;

namespace Transcribe.Server.Access;

/// <summary>The quotas of each caller besides its calls per minute (section <c>Transcribe:Access:Quotas</c>).</summary>
public sealed class QuotaOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string Section = "Transcribe:Access:Quotas";

    /// <summary>The most minutes of audio per hour that are processed for each caller, 0 to 1,000,000; default 0.</summary>
    /// <remarks>0 disables the quota, as for all quotas.</remarks>
    [Range(0, 1_000_000)]
    public int AudioMinutesPerHour { get; set; }

    /// <summary>The most concurrent streams of each caller, 0 to 100,000; default 0.</summary>
    /// <remarks>Live streams, streamed transcriptions and watches count.</remarks>
    [Range(0, 100_000)]
    public int ConcurrentStreams { get; set; }
}
