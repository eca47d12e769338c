namespace Transcribe.Operations;

/// <summary>Which operations to list, newest first.</summary>
public sealed record OperationQuery
{
    /// <summary>Page size when none is asked for.</summary>
    public const int DefaultPageSize = 50;

    /// <summary>Larger page sizes are taken for this one, as AIP-158 has it.</summary>
    public const int MaxPageSize = 1000;

    /// <summary>Most operations on the page, not negative; 0 for <see cref="DefaultPageSize"/>.</summary>
    public int PageSize { get; init; }

    /// <summary><see cref="OperationPage.NextPageToken"/> of the page before; empty for the first page.</summary>
    public string PageToken { get; init; } = "";

    /// <summary>See <see cref="OperationFilter"/>; empty for all operations.</summary>
    public string Filter { get; init; } = "";
}

/// <summary>A page of a list.</summary>
/// <param name="Operations">Newest first.</param>
/// <param name="NextPageToken">Empty on the last page.</param>
public sealed record OperationPage(IReadOnlyList<Operation> Operations, string NextPageToken);
