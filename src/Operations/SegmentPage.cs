using System.Globalization;
using Transcribe.Core;

namespace Transcribe.Operations;

/// <summary>A page of an operation's segments.</summary>
/// <param name="Segments">In order.</param>
/// <param name="NextPageToken">Empty on the last page.</param>
public sealed record SegmentPage(IReadOnlyList<Segment> Segments, string NextPageToken)
{
    /// <summary>The token of the page that begins with the segment of an index.</summary>
    public static string TokenOf(string operationId, int index) =>
        PageToken.Of(List(operationId), index.ToString(CultureInfo.InvariantCulture));

    /// <summary>The index of the first segment of a page; 0 for an empty token.</summary>
    /// <exception cref="OperationException">
    /// <see cref="OperationError.InvalidArgument"/>: the token does not belong to the operation's segments.
    /// </exception>
    internal static int IndexOf(string token, string operationId)
    {
        if (token.Length == 0)
            return 0;
        return PageToken.Read(token, List(operationId)) is [var text]
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw PageToken.Foreign();
    }

    private static string List(string operationId) => $"segments of={operationId}";
}
