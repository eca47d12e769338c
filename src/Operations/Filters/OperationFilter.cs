namespace Transcribe.Operations.Filters;

/// <summary>Which operations a list contains: those of a tenant, some states, and a range of creation times.</summary>
public sealed record OperationFilter
{
    /// <summary>All operations.</summary>
    public static OperationFilter All { get; } = new();

    /// <summary>The owner; null for the caller.</summary>
    public string? Tenant { get; init; }

    /// <summary>The states.</summary>
    public StateSet States { get; init; } = StateSet.All;

    /// <summary>The earliest creation time.</summary>
    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;

    /// <summary>The creation time before which they were created.</summary>
    public DateTimeOffset Before { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>Whether it is more than a set of states.</summary>
    internal bool HasMore => Tenant is not null || From > DateTimeOffset.MinValue || Before < DateTimeOffset.MaxValue;

    /// <summary>The operations that are in both.</summary>
    internal OperationFilter And(OperationFilter other) => new()
    {
        Tenant = Tenant ?? other.Tenant,
        // No operation has two owners.
        States = Tenant is null || other.Tenant is null || Tenant == other.Tenant ? States.And(other.States) : StateSet.Of(),
        From = From > other.From ? From : other.From,
        Before = Before < other.Before ? Before : other.Before,
    };
}
