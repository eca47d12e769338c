namespace Transcribe.Operations.Running;

/// <summary>A place that is occupied until it is disposed of. It can be disposed of repeatedly and by any thread.</summary>
internal sealed class Place(Action leave) : IDisposable
{
    private Action? _leave = leave;

    public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
}
