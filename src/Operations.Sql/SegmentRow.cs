using System.Data.Common;
using Transcribe.Core;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Sql;

/// <summary>Reads the columns of a segment in the order of <see cref="OperationSql"/>.</summary>
internal static class SegmentRow
{
    /// <exception cref="OperationException"><see cref="OperationError.Unreadable"/>: a text without it would look whole.</exception>
    public static Segment Read(DbDataReader row, string operationId)
    {
        var columns = new LenientColumns(row);
        return columns.Read(1, Parse) ?? throw new OperationException(
            OperationError.Unreadable,
            $"Segment {columns.Count(0)} of the operation '{Operation.NamePrefix}{operationId}' cannot be read by this version of the "
            + "service");
    }

    private static Segment? Parse(string json) =>
        StoredJson.Read<Segment>(json) is { Text: not null, LanguageCode: not null, Words: not null } segment ? segment : null;
}
