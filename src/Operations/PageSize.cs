namespace Transcribe.Operations;

/// <summary>Page sizes by the rules of AIP-158.</summary>
internal static class PageSize
{
    /// <param name="asked">What the caller asks for; 0 for the default.</param>
    /// <param name="standard">The default.</param>
    /// <exception cref="OperationException"><see cref="OperationError.InvalidArgument"/>: the size is negative.</exception>
    public static int Of(int asked, int standard = OperationQuery.DefaultPageSize) => asked switch
    {
        < 0 => throw new OperationException(OperationError.InvalidArgument, "The page size must not be negative"),
        0 => standard,
        _ => Math.Min(asked, OperationQuery.MaxPageSize),
    };
}
