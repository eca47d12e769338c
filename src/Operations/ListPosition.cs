using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Transcribe.Operations;

/// <summary>A position in a list that is sorted by time and id, newest first: after the row with this time and id.</summary>
public readonly record struct ListPosition(DateTimeOffset Time, string Id)
{
    /// <summary>Before all rows.</summary>
    public static ListPosition Start { get; } = new(DateTimeOffset.MaxValue, "");

    /// <summary>
    /// The page token for the rows after this position. It contains a hash of <paramref name="list"/> and is valid only for that list.
    /// </summary>
    public string ToToken(string list) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Hash(list)}|{Time.UtcTicks}|{Id}"));

    /// <summary>The position of a page token.</summary>
    /// <exception cref="OperationException">
    /// <see cref="OperationError.InvalidArgument"/>: the token does not belong to this list.
    /// </exception>
    public static ListPosition FromToken(string token, string list)
    {
        if (token.Length == 0)
            return Start;
        return Decode(token)?.Split('|') is [var of, var time, var id] && of == Hash(list)
            && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new ListPosition(new DateTimeOffset(ticks, TimeSpan.Zero), id)
            : throw new OperationException(OperationError.InvalidArgument, "The page token does not belong to this list");
    }

    // Of a fixed length and without the separator; it does not show the name of the list.
    private static string Hash(string list) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)))[..16];

    private static string? Decode(string token) =>
        Base64Url.IsValid(token) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)) : null;
}
