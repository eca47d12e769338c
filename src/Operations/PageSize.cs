namespace Transcribe.Operations;

/// <summary>Page sizes as AIP-158 has them.</summary>
internal static class PageSize
{
    /// <exception cref="OperationException"><see cref="OperationError.InvalidArgument"/>: negative.</exception>
    public static int Of(int asked) => asked switch
    {
        < 0 => throw new OperationException(OperationError.InvalidArgument, "The page size must not be negative"),
        0 => OperationQuery.DefaultPageSize,
        _ => Math.Min(asked, OperationQuery.MaxPageSize),
    };
}
