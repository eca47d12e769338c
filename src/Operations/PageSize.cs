namespace Transcribe.Operations;

/// <summary>Page sizes by the rules of AIP-158.</summary>
internal static class PageSize
{
    /// <exception cref="OperationException"><see cref="OperationError.InvalidArgument"/>: the size is negative.</exception>
    public static int Of(int asked) => asked switch
    {
        < 0 => throw new OperationException(OperationError.InvalidArgument, "The page size must not be negative"),
        0 => OperationQuery.DefaultPageSize,
        _ => Math.Min(asked, OperationQuery.MaxPageSize),
    };
}
