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

    /// <summary>Returns the key in the headers if it is configured, else null.</summary>
    public string? Valid(Func<string, string?> header)
    {
        var authorization = header("authorization");
        var shown = authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true
            ? authorization[Bearer.Length..].Trim()
            : header("x-api-key");
        if (shown is null)
            return null;
        var (hash, found) = (Hash(shown), false);
        foreach (var known in _hashes)
            found |= CryptographicOperations.FixedTimeEquals(hash, known);
        return found ? shown : null;
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
