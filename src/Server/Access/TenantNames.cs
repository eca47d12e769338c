using System.Text.RegularExpressions;

namespace Transcribe.Server.Access;

/// <summary>
/// The names of tenants. Names of the settings contain no colon, so those with a prefix and a colon never collide with them.
/// </summary>
internal static partial class TenantNames
{
    private const int MaximumClaim = 200;

    /// <summary>Whether a name may be used in the settings.</summary>
    public static bool IsValid(string name) => Form.IsMatch(name);

    /// <summary>
    /// The tenant of a key without a configured tenant, which is the key itself. The name is the beginning of the hash, because names are
    /// stored and logged.
    /// </summary>
    public static string OfKey(byte[] hash) => $"key:{Convert.ToHexStringLower(hash.AsSpan(0, 8))}";

    /// <summary>Whether the claim of a token can be a name: 1 to 200 characters, none of them a control character.</summary>
    public static bool IsClaim(string claim) => claim.Length is > 0 and <= MaximumClaim && !claim.Any(char.IsControl);

    /// <summary>The tenant of a token.</summary>
    public static string OfToken(string claim) => $"jwt:{claim}";

    [GeneratedRegex(@"\A[a-z0-9-]{1,63}\z")]
    private static partial Regex Form { get; }
}
