namespace Transcribe.Operations.Store;

/// <summary>Keeps the inline audio of operations until they end. Any process that runs operations can read it.</summary>
public interface IAudioStore
{
    /// <summary>Writes an operation's audio. It is durable when this returns, and absent when this throws.</summary>
    /// <exception cref="OperationStoreException">The audio could not be written.</exception>
    Task WriteAsync(string operationId, Stream content, CancellationToken cancel);

    /// <summary>Opens an operation's audio for reading once, from the beginning to the end.</summary>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="IOException">The audio is there but cannot be read.</exception>
    /// <exception cref="OperationStoreException">The store cannot be reached.</exception>
    Task<Stream?> OpenReadAsync(string operationId, CancellationToken cancel);

    /// <summary>
    /// Removes an operation's audio, if there is any. Does not throw: audio that cannot be removed now is removed by a later sweep.
    /// </summary>
    Task DeleteAsync(string operationId);

    /// <summary>
    /// The ids of the operations whose audio was written longer than <paramref name="age"/> ago, by the store's own clock.
    /// </summary>
    /// <exception cref="OperationStoreException">The store cannot be reached.</exception>
    Task<IReadOnlyList<string>> ListOlderThanAsync(TimeSpan age, CancellationToken cancel);
}
