using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Transcribe.Tests;

/// <summary>Checks a request's signature as Amazon documents it (Signature Version 4, in the Authorization header).</summary>
internal static class S3Signature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Returns whether the request is signed with the key, and the signature covers the hash of this body.</summary>
    public static bool IsValid(HttpRequest request, byte[] body, string accessKey, string secretKey)
    {
        var parts = request.Headers.Authorization.ToString().Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (parts is not [Algorithm, ['C', ..] credential, ['S', ..] signedHeaders, ['S', ..] signature])
            return false;
        var scope = Value(credential).Split('/', 2);
        var hash = request.Headers["x-amz-content-sha256"].ToString();
        if (scope[0] != accessKey || hash != Convert.ToHexStringLower(SHA256.HashData(body)))
            return false;
        var canonical = Canonical(request, Value(signedHeaders), hash);
        var toSign = string.Join(
            '\n',
            Algorithm,
            request.Headers["x-amz-date"].ToString(),
            scope[1],
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
        var key = scope[1].Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + secretKey), Hmac);
        return Convert.ToHexStringLower(Hmac(key, toSign)) == Value(signature);
    }

    private static string Canonical(HttpRequest request, string signedHeaders, string hash)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        var query = target.Length == 1
            ? ""
            : string.Join('&', target[1].Split('&').Select(pair => pair.Contains('=') ? pair : pair + '=').Order(StringComparer.Ordinal));
        var headers = string.Concat(signedHeaders.Split(';').Select(
            name => string.Create(CultureInfo.InvariantCulture, $"{name}:{request.Headers[name].ToString().Trim()}\n")));
        return string.Join('\n', request.Method, target[0], query, headers, signedHeaders, hash);
    }

    private static string Value(string part) => part.Split('=', 2)[1];

    private static byte[] Hmac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
