using Microsoft.AspNetCore.Http;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Bodies;

/// <summary>
/// The bytes that the bodies of all requests in flight may take together, so that callers cannot exhaust the memory. Each caller leaves
/// room for another.
/// </summary>
/// <remarks>
/// A caller may take as many bytes as remain free, if its share is a half. So n callers take at most n of n + 1 parts.
/// </remarks>
/// <param name="limit">The most bytes. A body that finds no other is admitted even if it is larger, so that every valid body is.</param>
/// <param name="share">The part of the limit that a caller may take while others take nothing, above 0 and at most 1.</param>
public sealed class BodyBudget(long limit, double share)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _accounts = [];
    private long _taken;

    /// <summary>The bytes that are taken at the moment.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Opens the account of one request.</summary>
    /// <param name="context">The request. Its caller must be set before it takes bytes.</param>
    public BodyLease Open(HttpContext context) => new(this, context);

    /// <summary>Takes bytes for a request.</summary>
    /// <param name="account">The account of its caller.</param>
    /// <param name="bytes">The further bytes.</param>
    /// <param name="own">The bytes that the request has taken before.</param>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.Overloaded"/>: there is no room.</exception>
    internal void Take(string account, long bytes, long own)
    {
        lock (_gate)
        {
            var ofCaller = _accounts.GetValueOrDefault(account) + bytes;
            var ofAll = _taken + bytes;
            if (_taken > own && ofCaller * (1 - share) > share * (limit - ofAll))
                throw new TranscriptionException(TranscriptionError.Overloaded, ofAll > limit
                    ? "The requests in progress take all the memory that the service has for them"
                    : "The requests of the caller in progress take its share of the memory that the service has for them");
            _accounts[account] = ofCaller;
            _taken = ofAll;
        }
    }

    /// <summary>Returns bytes at the end of a request.</summary>
    internal void Return(string account, long bytes)
    {
        lock (_gate)
        {
            _taken -= bytes;
            if ((_accounts[account] -= bytes) == 0)
                _accounts.Remove(account);
        }
    }
}
