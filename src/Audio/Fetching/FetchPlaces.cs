using Microsoft.Extensions.Options;
using Transcribe.Core;

namespace Transcribe.Audio.Fetching;

/// <summary>
/// Bounds the fetches at once: in total, for each caller and from each host. A slow server or a busy caller can then hold only a part of
/// the places. A background request waits for a place; any other is refused.
/// </summary>
internal sealed class FetchPlaces(IOptions<AudioOptions> options)
{
    private readonly AudioOptions _options = options.Value;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _callers = [];
    private readonly Dictionary<string, int> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private int _all;
    private TaskCompletionSource _left = NewSignal();

    /// <summary>Occupies a place until the result is disposed of.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.Overloaded"/>: all places are taken.</exception>
    public async ValueTask<IDisposable> EnterAsync(AudioInput.Remote remote, CancellationToken cancel)
    {
        var caller = remote.Requester.Caller.Account;
        var host = remote.Uri.IsAbsoluteUri ? remote.Uri.IdnHost : "";
        while (true)
        {
            Task left;
            lock (_lock)
            {
                if (Refusal(caller, host) is not { } refusal)
                    return Take(caller, host);
                if (remote.Requester.Priority != WorkPriority.Background)
                    throw refusal;
                left = _left.Task;
            }
            await left.WaitAsync(cancel);
        }
    }

    private TranscriptionException? Refusal(string caller, string host) =>
        _all >= _options.MaxFetches ? AudioFailure.TooManyFetches("", _options.MaxFetches)
        // The service itself has no account.
        : caller.Length > 0 && _callers.GetValueOrDefault(caller) >= _options.MaxFetchesPerCaller
            ? AudioFailure.TooManyFetches("of this caller ", _options.MaxFetchesPerCaller)
        : _hosts.GetValueOrDefault(host) >= _options.MaxFetchesPerHost
            ? AudioFailure.TooManyFetches("from this host ", _options.MaxFetchesPerHost)
        : null;

    private Place Take(string caller, string host)
    {
        _all++;
        _callers[caller] = _callers.GetValueOrDefault(caller) + 1;
        _hosts[host] = _hosts.GetValueOrDefault(host) + 1;
        return new Place(() => Leave(caller, host));
    }

    private void Leave(string caller, string host)
    {
        lock (_lock)
        {
            _all--;
            Lower(_callers, caller);
            Lower(_hosts, host);
            _left.SetResult();
            _left = NewSignal();
        }
    }

    private static void Lower(Dictionary<string, int> counts, string key)
    {
        if (--counts[key] == 0)
            counts.Remove(key);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Place(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
