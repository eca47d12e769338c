using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Transcribe.Server.Access;

/// <summary>The configured keys. Their hashes are compared in constant time, so that timing reveals nothing about them.</summary>
internal sealed class ApiKeys(IOptions<AccessOptions> options)
{
    private const string Bearer = "Bearer ";

    private readonly byte[][] _hashes = [.. options.Value.Keys.Select(Hash)];

    public bool AreRequired => _hashes.Length > 0;

    /// <summary>Returns the tenant of the key in the headers, or null if they contain no valid key.</summary>
    public string? FindTenant(IHeaderDictionary headers)
    {
        var authorization = headers.Authorization.FirstOrDefault();
        var shown = authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true
            ? authorization[Bearer.Length..].Trim()
            : headers["x-api-key"].FirstOrDefault();
        if (shown is null)
            return null;
        var (hash, found) = (Hash(shown), false);
        foreach (var known in _hashes)
            found |= CryptographicOperations.FixedTimeEquals(hash, known);
        return found ? TenantOf(hash) : null;
    }

    /// <summary>Each key is a tenant of its own. The name is the beginning of its hash, because names are stored and logged.</summary>
    private static string TenantOf(byte[] hash) => $"key:{Convert.ToHexStringLower(hash.AsSpan(0, 8))}";

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
