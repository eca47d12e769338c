using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Security.AntiSSRF;
using Transcribe.Core;

namespace Transcribe.Audio.Fetching;

/// <summary>The time limits of one fetch. It also maps network errors to errors for the caller.</summary>
internal sealed class FetchDeadlines : IDisposable
{
    private readonly AudioOptions _options;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _whole;
    private readonly CancellationTokenSource _idle;
    private readonly CancellationTokenSource _any;
    private readonly FetchRate _rate;
    private readonly TimeProvider _time;

    public FetchDeadlines(AudioOptions options, TimeProvider time, CancellationToken caller)
    {
        _options = options;
        _caller = caller;
        _whole = new CancellationTokenSource(options.FetchTimeout, time);
        _idle = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _any = CancellationTokenSource.CreateLinkedTokenSource(caller, _whole.Token, _idle.Token);
        _rate = new FetchRate(options.MinFetchBytesPerSecond, options.FetchIdleTimeout);
        _time = time;
    }

    /// <summary>Runs one step that waits for the network, until the fetch's deadline or the idle timeout.</summary>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.FetchFailed"/> or <see cref="TranscriptionError.UrlNotAllowed"/>.
    /// </exception>
    public Task<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> step) => RunAsync(step, _options.FetchIdleTimeout);

    /// <summary>Receives bytes of the body, under the least rate in addition.</summary>
    /// <param name="receive">Returns the number of bytes, 0 at the end.</param>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.FetchFailed"/>.</exception>
    public async ValueTask<int> ReceiveAsync(Func<CancellationToken, ValueTask<int>> receive)
    {
        var started = _time.GetTimestamp();
        var received = await RunAsync(receive, _rate.Patience);
        _rate.Count(received, _time.GetElapsedTime(started));
        return received;
    }

    private async Task<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> step, TimeSpan patience)
    {
        _idle.CancelAfter(patience);
        try
        {
            return await step(_any.Token);
        }
        catch (Exception fault)
        {
            // A cancelled read may throw anything, so check the time limits before the exception.
            _caller.ThrowIfCancellationRequested();
            throw Expired() ?? Explain(fault) ?? fault;
        }
        finally
        {
            _idle.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _any.Dispose();
        _idle.Dispose();
        _whole.Dispose();
    }

    private TranscriptionException? Expired() =>
        _whole.IsCancellationRequested ? AudioFailure.FetchFailed($"it took longer than {LimitText.Duration(_options.FetchTimeout)}")
        : _idle.IsCancellationRequested && _rate.IsSlow
            ? AudioFailure.FetchFailed(
                $"fewer than {LimitText.Bytes(_options.MinFetchBytesPerSecond)} per second were received "
                    + $"for {LimitText.Duration(_options.FetchIdleTimeout)}")
        : _idle.IsCancellationRequested
            ? AudioFailure.FetchFailed($"nothing was received for {LimitText.Duration(_options.FetchIdleTimeout)}")
        : null;

    // A failed connection throws the exception itself, a failed read wraps it. The original messages name addresses, so they are replaced.
    private TranscriptionException? Explain(Exception fault) => fault switch
    {
        AntiSSRFException => new TranscriptionException(TranscriptionError.UrlNotAllowed, UrlRules.AddressRefused, fault),
        OperationCanceledException =>
            AudioFailure.FetchFailed($"no connection within {LimitText.Duration(_options.ConnectTimeout)}", fault),
        // Without the exception, a run does not repeat it, as it does not repeat a refused address.
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData } => AudioFailure.NoPublicAddress(),
        // The name server is out of order.
        SocketException { SocketErrorCode: SocketError.TryAgain } => AudioFailure.NoPublicAddress(fault),
        SocketException => AudioFailure.FetchFailed("could not connect", fault),
        AuthenticationException => AudioFailure.FetchFailed("the TLS handshake failed", fault),
        HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError
        } wrapped =>
            wrapped.InnerException is { } inner && Explain(inner) is { } explained
                ? explained
                : AudioFailure.FetchFailed("could not connect", fault),
        HttpRequestException or IOException => AudioFailure.FetchFailed("the connection broke off", fault),
        _ => null,
    };
}
