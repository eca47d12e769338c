using System.Collections.Concurrent;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>
/// What an object owns, disposed of in reverse order of its creation. If a constructor fails, nobody can dispose of its object, so the
/// constructor must do it.
/// </summary>
internal sealed class Owned : IDisposable
{
    private readonly ConcurrentStack<IDisposable> _things = new();

    /// <summary>Takes over a thing. Safe for concurrent use.</summary>
    public T Add<T>(T thing)
        where T : IDisposable
    {
        _things.Push(thing);
        return thing;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_things.TryPop(out var thing))
            thing.Dispose();
    }
}
