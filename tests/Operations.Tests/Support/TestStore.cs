using Microsoft.Extensions.DependencyInjection;

namespace Transcribe.Operations.Tests.Support;

/// <summary>The store of a test, which the hosts of the test open.</summary>
internal abstract class TestStore : IAsyncDisposable
{
    /// <summary>The settings that select it.</summary>
    public abstract IEnumerable<(string Key, string Value)> Settings { get; }

    /// <summary>Registers the store.</summary>
    /// <param name="services">Receives it.</param>
    /// <param name="time">The clock of the store; null for its own one.</param>
    public abstract void Add(IServiceCollection services, TimeProvider? time);

    /// <summary>The ids of the operations with inline audio.</summary>
    public abstract Task<IReadOnlyList<string>> AudioAsync();

    /// <summary>Removes the inline audio of an operation behind the back of the service.</summary>
    public abstract Task RemoveAudioAsync(string id);

    /// <summary>Runs a statement behind the back of the service.</summary>
    public abstract Task ExecuteAsync(string sql);

    /// <summary>Runs a query that returns one number.</summary>
    public abstract Task<long> CountAsync(string sql);

    public abstract ValueTask DisposeAsync();
}
