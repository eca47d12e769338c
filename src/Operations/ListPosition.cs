using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Transcribe.Operations;

/// <summary>A place in a list that runs from the newest to the oldest: after the row of this time and id.</summary>
internal readonly record struct ListPosition(DateTimeOffset Time, string Id)
{
    /// <summary>Before all rows.</summary>
    public static ListPosition Start { get; } = new(DateTimeOffset.MaxValue, "");

    /// <summary>The page token for the rows after this one. It belongs to one list: <paramref name="list"/> is bound into it.</summary>
    public string ToToken(string list) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{list}|{Time.UtcTicks}|{Id}"));

    /// <summary>The position that a caller's page token stands for.</summary>
    /// <exception cref="OperationException"><see cref="OperationError.InvalidArgument"/>: it is not a token of this list.</exception>
    public static ListPosition FromToken(string token, string list)
    {
        if (token.Length == 0)
            return Start;
        return Decode(token)?.Split('|') is [var of, var time, var id] && of == list
            && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new ListPosition(new DateTimeOffset(ticks, TimeSpan.Zero), id)
            : throw new OperationException(OperationError.InvalidArgument, "The page token is not one of this list");
    }

    private static string? Decode(string token) => Base64Url.IsValid(token) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)) : null;
}
