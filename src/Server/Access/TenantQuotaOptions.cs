using System.ComponentModel.DataAnnotations;

namespace Transcribe.Server.Access;

/// <summary>
/// The quotas of one tenant (section <c>Transcribe:Access:Tenants:&lt;name&gt;:Quota</c>). Those without a value are the quotas of all
/// callers.
/// </summary>
public sealed class TenantQuotaOptions
{
    /// <summary>The quota of calls per minute for the tenant, 0 to 1,000,000; default none.</summary>
    [Range(0, 1_000_000)]
    public int? CallsPerMinute { get; set; }

    /// <summary>The most minutes of audio per hour that are processed for the tenant, 0 to 1,000,000; default none.</summary>
    [Range(0, 1_000_000)]
    public int? AudioMinutesPerHour { get; set; }

    /// <summary>The most concurrent streams of the tenant, 0 to 100,000; default none.</summary>
    [Range(0, 100_000)]
    public int? ConcurrentStreams { get; set; }

    /// <summary>The most operations of the tenant that are not done, 0 to 1,000,000; default none.</summary>
    /// <remarks>Without a value, it is <c>Transcribe:Operations:MaxUnfinishedPerTenant</c>.</remarks>
    [Range(0, 1_000_000)]
    public int? UnfinishedOperations { get; set; }
}
