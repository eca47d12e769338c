using Transcribe.Operations.Store;

namespace Transcribe.Operations.Running;

/// <summary>Counts the runs that fetch their audio or wait for a lane with it, in all and per tenant.</summary>
/// <param name="options">The limits.</param>
/// <param name="freed">Signals that a run is not counted any more.</param>
internal sealed class FetchingRuns(OperationsOptions options, ChangeSignal freed)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _tenants = [];
    private int _all;

    /// <summary>What may be claimed beside inline audio.</summary>
    public ClaimRoom Room(bool inline)
    {
        lock (_lock)
        {
            var full = _tenants.Where(tenant => tenant.Value >= options.MaxFetchingPerTenant).Select(tenant => tenant.Key).ToHashSet();
            return new ClaimRoom(inline, Remote: _all < options.MaxFetching, full);
        }
    }

    /// <summary>Counts a run of a tenant until the result is disposed of.</summary>
    public Place Enter(string tenant)
    {
        lock (_lock)
        {
            _all++;
            _tenants[tenant] = _tenants.GetValueOrDefault(tenant) + 1;
        }
        return new Place(() => Leave(tenant));
    }

    private void Leave(string tenant)
    {
        lock (_lock)
        {
            _all--;
            if (--_tenants[tenant] == 0)
                _tenants.Remove(tenant);
        }
        freed.Pulse();
    }
}
