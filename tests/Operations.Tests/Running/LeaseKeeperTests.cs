using System.Reflection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Operations.Running;
using Transcribe.Operations.Store;

namespace Transcribe.Operations.Tests.Running;

/// <summary>When a run learns that it has lost its operation. The clock stands still unless a test advances it.</summary>
public sealed class LeaseKeeperTests
{
    private static readonly RunId Run = new("operation", 1);

    private readonly FakeTimeProvider _clock = new();
    private readonly OperationSignals _signals = new();

    [Fact]
    public async Task Keep_CancelledWhileTheStoreIsRead_ReadsItAgainAtOnce()
    {
        var reads = 0;
        var keeping = KeepAsync(() =>
        {
            if (++reads > 1)
                return false;
            _signals.PulseCancelled();
            return true;
        });

        _signals.PulseCancelled();

        await keeping.WaitAsync(Until.Longest);
        Assert.Equal(2, reads);
    }

    [Fact]
    public async Task Keep_CancelledWithoutASignal_ReadsTheStoreWithinASecond()
    {
        var keeping = KeepAsync(() => false);

        _clock.Advance(TimeSpan.FromSeconds(1));

        await keeping.WaitAsync(Until.Longest);
    }

    private Task KeepAsync(Func<bool> isCurrent) =>
        new LeaseKeeper(ReadStore.Create(isCurrent), _signals, Options.Create(new OperationsOptions()), _clock)
            .KeepUntilLostAsync(Run, CancellationToken.None);

    /// <summary>A store that only tells whether a run still holds its operation.</summary>
    // The proxy derives from it at run time, so it is not sealed.
#pragma warning disable CA1852
    private class ReadStore : DispatchProxy
#pragma warning restore CA1852
    {
        private Func<bool> _isCurrent = null!;

        public static IOperationStore Create(Func<bool> isCurrent)
        {
            var store = Create<IOperationStore, ReadStore>();
            ((ReadStore)(object)store)._isCurrent = isCurrent;
            return store;
        }

        protected override object Invoke(MethodInfo? method, object?[]? arguments)
        {
            Assert.Equal(nameof(IOperationStore.IsCurrentAsync), method!.Name);
            return Task.FromResult(_isCurrent());
        }
    }
}
