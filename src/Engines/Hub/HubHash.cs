using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Transcribe.Engines.Hub;

/// <summary>The hub's ETags are hashes of the content: SHA-256 for large files (Git LFS), git's blob hash (SHA-1) for small ones.</summary>
internal static class HubHash
{
    private const int GitLength = 40;
    private const int Sha256Length = 64;

    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    public static bool IsGitHash(string text) => text.Length == GitLength && !text.AsSpan().ContainsAnyExcept(Hexadecimal);

    public static bool IsEtag(string text) =>
        IsGitHash(text) || (text.Length == Sha256Length && !text.AsSpan().ContainsAnyExcept(Hexadecimal));

    public static async Task<bool> MatchesAsync(string path, string etag, CancellationToken cancellationToken)
    {
        using var file = File.OpenRead(path);
        using var hash = IncrementalHash.CreateHash(etag.Length == GitLength ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);
        if (etag.Length == GitLength)
            hash.AppendData(Encoding.ASCII.GetBytes($"blob {file.Length}\0"));
        var buffer = new byte[1 << 20];
        for (int read; (read = await file.ReadAsync(buffer, cancellationToken)) > 0;)
            hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == etag;
    }
}
