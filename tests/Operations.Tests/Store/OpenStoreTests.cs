using Microsoft.Extensions.Time.Testing;
using Transcribe.Operations.Store;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Store;

/// <summary>A store with a fake clock that a server has opened, which runs nothing.</summary>
public abstract class OpenStoreTests(StoreKind kind) : StoreTests(kind)
{
    private protected static readonly TimeSpan Lease = Examples.Lease;

    private protected FakeTimeProvider Clock { get; } = new();

    private protected OperationsHost Server { get; private set; } = null!;

    private protected IOperationStore Store => Server.Store;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Server = Open();
    }

    protected override ValueTask CloseAsync() => Server.DisposeAsync();

    /// <summary>Opens the store. All calls open the same one.</summary>
    private protected OperationsHost Open() => new(TheStore, time: Clock);

    private protected Task<Operation> CreateAsync() => Server.Operations.CreateAsync(Examples.Remote(), default);

    private protected Task<Operation?> ClaimAsync() => Store.ClaimAsync("test", Lease, default);
}
