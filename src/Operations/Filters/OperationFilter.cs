namespace Transcribe.Operations.Filters;

/// <summary>Which operations a list contains: some states, and a range of creation times.</summary>
public sealed record OperationFilter
{
    /// <summary>All operations.</summary>
    public static OperationFilter All { get; } = new();

    /// <summary>The states.</summary>
    public StateSet States { get; init; } = StateSet.All;

    /// <summary>The earliest creation time.</summary>
    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;

    /// <summary>The creation time before which they were created.</summary>
    public DateTimeOffset Before { get; init; } = DateTimeOffset.MaxValue;

    internal bool HasRange => From > DateTimeOffset.MinValue || Before < DateTimeOffset.MaxValue;

    /// <summary>The operations that are in both.</summary>
    internal OperationFilter And(OperationFilter other) => new()
    {
        States = States.And(other.States),
        From = From > other.From ? From : other.From,
        Before = Before < other.Before ? Before : other.Before,
    };
}
