using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;

namespace Transcribe.Server.Access;

/// <summary>The valid keys with the names of their tenants. Only hashes are kept.</summary>
internal sealed class KeyTable
{
    private const string TenantsSetting = $"{AccessOptions.Section}:{nameof(AccessOptions.Tenants)}";

    private readonly List<(byte[] Hash, string Tenant)> _entries = [];
    private readonly Dictionary<string, TenantQuotaOptions> _quotas = [];
    private readonly HashSet<string> _operators = [];

    /// <summary>Creates the table.</summary>
    /// <exception cref="InvalidDataException">A tenant or key is not valid. The message never contains a key.</exception>
    public KeyTable(AccessOptions options, KeysFile file)
    {
        foreach (var key in options.Keys.Concat(file.Keys))
        {
            var hash = HashOf(key, $"{AccessOptions.Section}:{nameof(AccessOptions.Keys)}");
            Add(hash, TenantNames.OfKey(hash));
        }
        foreach (var (name, tenant) in options.Tenants.Concat(file.Tenants))
            Add(name, tenant);
    }

    /// <summary>Whether there is no key.</summary>
    public bool IsEmpty => _entries.Count == 0;

    /// <summary>Returns the tenant of a key, or null if the key is not valid. Timing reveals nothing about the keys.</summary>
    public string? Find(string key)
    {
        var hash = Hash(key);
        string? found = null;
        foreach (var entry in _entries)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, entry.Hash))
                found = entry.Tenant;
        }
        return found;
    }

    /// <summary>Returns the quotas of a tenant, or null if it has none of its own.</summary>
    public TenantQuotaOptions? Quota(string tenant) => _quotas.GetValueOrDefault(tenant);

    /// <summary>Whether a tenant may read the operations of all tenants.</summary>
    public bool IsOperator(string tenant) => _operators.Contains(tenant);

    private void Add(string name, TenantOptions options)
    {
        if (!TenantNames.IsValid(name))
            throw new InvalidDataException($"{TenantsSetting} contains the name {name}, but names have 1 to 63 of a-z, 0-9 and \"-\"");
        foreach (var key in options.Keys)
            Add(HashOf(key, $"{TenantsSetting}:{name}:{nameof(options.Keys)}"), name);
        foreach (var hash in options.KeyHashes)
            Add(Parse(hash, $"{TenantsSetting}:{name}:{nameof(options.KeyHashes)}"), name);
        if (options.Operator)
            _operators.Add(name);
        if (options.Quota is { } quota)
            _quotas[name] = Checked(quota, name);
    }

    private void Add(byte[] hash, string tenant)
    {
        var other = _entries.Find(entry => entry.Hash.AsSpan().SequenceEqual(hash)).Tenant ?? tenant;
        if (other != tenant)
            throw new InvalidDataException($"{TenantsSetting}: {other} and {tenant} have the same key");
        _entries.Add((hash, tenant));
    }

    private static TenantQuotaOptions Checked(TenantQuotaOptions quota, string name)
    {
        var problems = new List<ValidationResult>();
        return Validator.TryValidateObject(quota, new ValidationContext(quota), problems, validateAllProperties: true)
            ? quota
            : throw new InvalidDataException($"{TenantsSetting}:{name}:{nameof(TenantOptions.Quota)}: {problems[0].ErrorMessage}");
    }

    private static byte[] HashOf(string key, string setting) => key.Trim().Length >= AccessOptions.MinimumKeyLength
        ? Hash(key)
        : throw new InvalidDataException($"{setting} contains a key of fewer than {AccessOptions.MinimumKeyLength} characters");

    private static byte[] Parse(string hash, string setting)
    {
        var digits = hash.Trim();
        return digits.Length == 2 * SHA256.HashSizeInBytes && digits.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(digits)
            : throw new InvalidDataException($"{setting} contains an entry that is not 64 hexadecimal digits");
    }

    // Headers cannot contain blanks at their ends, so those of a configured key do not count.
    private static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key.Trim()));
}
