namespace Transcribe.Operations;

/// <summary>Which operations to list, newest first.</summary>
public sealed record OperationQuery
{
    /// <summary>The page size if the caller sets none.</summary>
    public const int DefaultPageSize = 50;

    /// <summary>The largest page size. Larger ones are reduced to it (AIP-158).</summary>
    public const int MaxPageSize = 1000;

    /// <summary>Most operations on the page, not negative; 0 for <see cref="DefaultPageSize"/>.</summary>
    public int PageSize { get; init; }

    /// <summary>The <see cref="OperationPage.NextPageToken"/> of the previous page; empty for the first page.</summary>
    public string PageToken { get; init; } = "";

    /// <summary>See <see cref="Filters.FilterParser"/>; empty for all operations.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Whether the filter may name another tenant than the caller's. If not, the list of another tenant is empty.</summary>
    public bool AllTenants { get; init; }
}

/// <summary>A page of operations.</summary>
/// <param name="Operations">Newest first.</param>
/// <param name="NextPageToken">Empty on the last page.</param>
/// <param name="List">What the tokens of the list are bound to.</param>
public sealed record OperationPage(IReadOnlyList<Operation> Operations, string NextPageToken, string List)
{
    /// <summary>The first operations of the page, with the token of those after them.</summary>
    /// <param name="count">At least 1.</param>
    public OperationPage First(int count) => count >= Operations.Count
        ? this
        : this with
        {
            Operations = [.. Operations.Take(count)],
            NextPageToken = new ListPosition(Operations[count - 1].CreateTime, Operations[count - 1].Id).ToToken(List),
        };
}
