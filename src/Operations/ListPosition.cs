using System.Globalization;

namespace Transcribe.Operations;

/// <summary>A position in a list that is sorted by time and id, newest first: after the row with this time and id.</summary>
public readonly record struct ListPosition(DateTimeOffset Time, string Id)
{
    /// <summary>Before all rows.</summary>
    public static ListPosition Start { get; } = new(DateTimeOffset.MaxValue, "");

    /// <summary>
    /// The page token for the rows after this position. It contains a hash of <paramref name="list"/> and is valid only for that list.
    /// </summary>
    public string ToToken(string list) => PageToken.Of(list, Time.UtcTicks.ToString(CultureInfo.InvariantCulture), Id);

    /// <summary>The position of a page token.</summary>
    /// <exception cref="OperationException">
    /// <see cref="OperationError.InvalidArgument"/>: the token does not belong to this list.
    /// </exception>
    public static ListPosition FromToken(string token, string list)
    {
        if (token.Length == 0)
            return Start;
        return PageToken.Read(token, list) is [var time, var id]
            && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new ListPosition(new DateTimeOffset(ticks, TimeSpan.Zero), id)
            : throw PageToken.Foreign();
    }
}
