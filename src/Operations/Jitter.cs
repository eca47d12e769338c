using System.Security.Cryptography;

namespace Transcribe.Operations;

/// <summary>Spreads retries in time, so that requests that failed together are not retried together.</summary>
internal static class Jitter
{
    private const int Parts = 1000;

    /// <summary>The delay plus a random part of up to a tenth.</summary>
    public static TimeSpan Lengthen(TimeSpan delay) => delay * (1 + (0.1 * RandomNumberGenerator.GetInt32(Parts) / Parts));
}
