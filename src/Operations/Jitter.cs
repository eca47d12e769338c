using System.Security.Cryptography;

namespace Transcribe.Operations;

/// <summary>Chance, so that what failed together does not come back together.</summary>
internal static class Jitter
{
    private const int Parts = 1000;

    /// <summary>The delay, or up to a tenth more.</summary>
    public static TimeSpan Lengthen(TimeSpan delay) => delay * (1 + (0.1 * RandomNumberGenerator.GetInt32(Parts) / Parts));
}
