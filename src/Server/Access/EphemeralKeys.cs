using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Realtime;

namespace Transcribe.Server.Access;

/// <summary>
/// Keys that a caller with a key creates for browsers: <c>ek_</c>, the content in Base64, a dot and its HMAC-SHA256. The server keeps none
/// of them, so every process with the same secret accepts them until they expire.
/// </summary>
internal sealed class EphemeralKeys : IEphemeralKeys
{
    private const string Prefix = "ek_";

    private readonly byte[] _secret;
    private readonly TimeProvider _time;

    public EphemeralKeys(IOptions<AccessOptions> options, TimeProvider time)
    {
        _secret = options.Value.EphemeralKeySecret is { } secret
            ? Encoding.UTF8.GetBytes(secret)
            : RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
        _time = time;
    }

    /// <summary>Whether a key looks like one of these.</summary>
    public static bool IsOne(string key) => key.StartsWith(Prefix, StringComparison.Ordinal);

    /// <inheritdoc/>
    public string Create(Caller caller, string session, DateTimeOffset expiresAt)
    {
        var content = Base64Url.EncodeToString(
            JsonSerializer.SerializeToUtf8Bytes(new Content(caller.Tenant, expiresAt.ToUnixTimeSeconds(), session)));
        return $"{Prefix}{content}.{Base64Url.EncodeToString(Sign(content))}";
    }

    /// <summary>Returns the tenant and the session of a key; null if it is not valid or has expired.</summary>
    public (string Tenant, KeyedSession Session)? Find(string key)
    {
        if (!IsOne(key) || key[Prefix.Length..].Split('.') is not [var text, var signature])
            return null;
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (signature.Length != Base64Url.GetEncodedLength(given.Length)
            || !Base64Url.TryDecodeFromChars(signature, given, out _)
            || !CryptographicOperations.FixedTimeEquals(given, Sign(text)))
            return null;
        var content = JsonSerializer.Deserialize<Content>(Base64Url.DecodeFromChars(text))!;
        return _time.GetUtcNow().ToUnixTimeSeconds() < content.Expires ? (content.Tenant, new KeyedSession(content.Session)) : null;
    }

    private byte[] Sign(string content) => HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(content));

    /// <param name="Tenant">The tenant of the creator.</param>
    /// <param name="Expires">In seconds since 1970.</param>
    /// <param name="Session">The session in JSON; empty for none.</param>
    private sealed record Content(string Tenant, long Expires, string Session);
}
