using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding.Bodies;

/// <summary>The bytes that one request has taken from the <see cref="BodyBudget"/>. Disposing of it returns them.</summary>
public sealed class BodyLease(BodyBudget budget, HttpContext context) : IDisposable
{
    private readonly Lock _gate = new();
    // Known when the first bytes are taken.
    private string? _account;
    private long _bytes;
    private bool _ended;

    /// <summary>Takes further bytes, so that the request has at least this many.</summary>
    /// <exception cref="RpcException">OVERLOADED: there is no room.</exception>
    public void GrowTo(long bytes)
    {
        lock (_gate)
        {
            if (_ended || bytes <= _bytes)
                return;
            _account ??= context.GetCaller().Account;
            try
            {
                budget.Take(_account, bytes - _bytes, _bytes);
            }
            catch (TranscriptionException overloaded)
            {
                throw ErrorMap.Find(overloaded)!;
            }
            _bytes = bytes;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_ended)
                return;
            _ended = true;
            if (_bytes > 0)
                budget.Return(_account!, _bytes);
        }
    }
}
