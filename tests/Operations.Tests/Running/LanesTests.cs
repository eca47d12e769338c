using Transcribe.Operations.Running;

namespace Transcribe.Operations.Tests.Running;

public sealed class LanesTests
{
    private readonly Lanes _lanes = new(1, new ChangeSignal());

    [Fact]
    public async Task Enter_RunsOfSeveralTenants_TakeTurns()
    {
        var lane = Claim();
        var (a1, a2, a3) = (EnterAsync("a"), EnterAsync("a"), EnterAsync("a"));
        var (b1, c1) = (EnterAsync("b"), EnterAsync("c"));

        lane.Dispose();
        lane = await a1;
        foreach (var next in new[] { b1, c1, a2, a3 })
        {
            lane.Dispose();
            // Between two runs, a claim has its turn.
            Assert.True(_lanes.TryEnter());
            _lanes.Decline();
            lane = await next;
        }
    }

    [Fact]
    public async Task Leave_RunsAndClaimsWait_TakesTurns()
    {
        var lane = Claim();
        var (first, second) = (EnterAsync("a"), EnterAsync("a"));

        lane.Dispose();
        lane = await first;
        Assert.False(_lanes.TryEnter());
        lane.Dispose();
        lane = Claim();
        lane.Dispose();
        lane = await second;

        Assert.False(_lanes.TryEnter());
        lane.Dispose();
        Assert.True(_lanes.TryEnter());
    }

    [Fact]
    public async Task Enter_LaneIsFree_GetsItAtOnce() => (await EnterAsync("a")).Dispose();

    [Fact]
    public async Task Enter_Cancelled_LeavesTheQueue()
    {
        Claim();
        using var cancelling = new CancellationTokenSource();
        var waiting = _lanes.EnterAsync("a", cancelling.Token);

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _lanes.Decline();
        Assert.True(_lanes.TryEnter());
    }

    private Place Claim()
    {
        Assert.True(_lanes.TryEnter());
        return _lanes.Occupy();
    }

    // A run that is not next never gets the lane.
    private Task<Place> EnterAsync(string tenant) => _lanes.EnterAsync(tenant, default).WaitAsync(Until.Longest);
}
