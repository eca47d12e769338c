using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Transcribe.Operations;

/// <summary>Page tokens. Each contains a position and a hash of the list that it is valid for.</summary>
internal static class PageToken
{
    private const char Separator = '|';

    /// <param name="list">What the token is bound to.</param>
    /// <param name="position">The values that make up the position, without vertical bars.</param>
    public static string Of(string list, params IEnumerable<string> position) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Separator, [Hash(list), .. position])));

    /// <summary>The values of a token's position; null if the token does not belong to the list.</summary>
    public static string[]? Read(string token, string list) =>
        Base64Url.IsValid(token)
        && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split(Separator) is [var of, .. var position] && of == Hash(list)
            ? position
            : null;

    public static OperationException Foreign() =>
        new(OperationError.InvalidArgument, "The page token does not belong to this list");

    // Of a fixed length and without the separator; it does not show the name of the list.
    private static string Hash(string list) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)))[..16];
}
