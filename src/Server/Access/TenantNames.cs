using System.Text.RegularExpressions;

namespace Transcribe.Server.Access;

/// <summary>
/// The names of tenants. Names of the settings contain no colon, so those with a prefix and a colon never collide with them.
/// </summary>
internal static partial class TenantNames
{
    /// <summary>Whether a name may be used in the settings.</summary>
    public static bool IsValid(string name) => Form.IsMatch(name);

    /// <summary>
    /// The tenant of a key without a configured tenant, which is the key itself. The name is the beginning of the hash, because names are
    /// stored and logged.
    /// </summary>
    public static string OfKey(byte[] hash) => $"key:{Convert.ToHexStringLower(hash.AsSpan(0, 8))}";

    [GeneratedRegex(@"\A[a-z0-9-]{1,63}\z")]
    private static partial Regex Form { get; }
}
