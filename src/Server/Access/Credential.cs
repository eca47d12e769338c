namespace Transcribe.Server.Access;

/// <summary>What a request presents: <c>authorization: Bearer …</c>, or <c>x-api-key</c> in its absence.</summary>
/// <param name="Text">The key or token.</param>
/// <param name="IsBearer">Whether it is from the authorization header.</param>
internal sealed record Credential(string Text, bool IsBearer)
{
    private const string Bearer = "Bearer ";

    /// <summary>Returns the credential in the headers, or null if there is none.</summary>
    public static Credential? Of(IHeaderDictionary headers)
    {
        var authorization = headers.Authorization.FirstOrDefault();
        if (authorization?.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) == true)
            return new Credential(authorization[Bearer.Length..].Trim(), IsBearer: true);
        return headers["x-api-key"].FirstOrDefault() is { } key ? new Credential(key, IsBearer: false) : null;
    }
}
