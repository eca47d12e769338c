namespace Transcribe.Whisper.Batching;

/// <summary>
/// A token that is cancelled when all of several tokens are: work for several callers stops when none of them waits for it.
/// </summary>
internal sealed class JointCancellation : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration[] _registrations;
    private int _waiting;

    public JointCancellation(IEnumerable<CancellationToken> tokens)
    {
        CancellationToken[] all = [.. tokens];
        _waiting = all.Length;
        _registrations = Array.ConvertAll(all, token => token.UnsafeRegister(
            static state => ((JointCancellation)state!).Leave(), this));
    }

    /// <summary>The token.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        // Disposing a registration waits for its callback, so none uses the disposed source.
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _waiting) == 0)
            _source.Cancel();
    }
}
