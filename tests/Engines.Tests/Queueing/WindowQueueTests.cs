using Transcribe.Core;
using Transcribe.Engines.Queueing;

namespace Transcribe.Engines.Tests.Queueing;

public sealed class WindowQueueTests
{
    [Fact]
    public void TryTake_OneLongAndOneShortRequest_TakesTurns()
    {
        var queue = new WindowQueue<Window>();
        var (longFile, shortFile) = (new Requester(Caller.None), new Requester(Caller.None));
        foreach (var window in (int[])[0, 1, 2])
            queue.Add(Job(longFile, window));
        queue.Add(Job(shortFile, 10));

        Assert.Equal([0, 10, 1, 2], Drain(queue));
    }

    [Fact]
    public void TryTake_ManyRequests_KeepsEachInOrderAndServesAllBeforeAnyTwice()
    {
        var queue = new WindowQueue<Window>();
        var requests = Enumerable.Range(0, 5).Select(_ => new Requester(Caller.None)).ToArray();
        for (var request = 0; request < requests.Length; request++)
        {
            queue.Add(Job(requests[request], request));
            queue.Add(Job(requests[request], request + 10));
        }

        Assert.Equal([0, 1, 2, 3, 4, 10, 11, 12, 13, 14], Drain(queue));
    }

    [Fact]
    public void TryTake_CallerWithSixtyRequests_GetsTheShareOfACallerWithOne()
    {
        var queue = new WindowQueue<Window>();
        for (var request = 0; request < 60; request++)
            queue.Add(Job(From("many"), request));
        var single = From("single");
        foreach (var window in (int[])[100, 101, 102])
            queue.Add(Job(single, window));

        Assert.Equal([0, 100, 1, 101, 2, 102, .. Enumerable.Range(3, 57)], Drain(queue));
    }

    [Theory]
    [InlineData(WorkPriority.LiveFinal)]
    [InlineData(WorkPriority.LiveInterim)]
    [InlineData(WorkPriority.Direct)]
    [InlineData(WorkPriority.Background)]
    public void TryTake_TwoCallersAtAPriority_TakeTurnsAndEachServesItsRequestsInTurn(WorkPriority priority)
    {
        var queue = new WindowQueue<Window>();
        var (first, second, other) = (From("a", priority), From("a", priority), From("b", priority));
        foreach (var (requester, window) in (ReadOnlySpan<(Requester, int)>)
            [(first, 0), (first, 1), (second, 10), (second, 11), (other, 20), (other, 21), (other, 22), (other, 23)])
        {
            queue.Add(Job(requester, window));
        }

        Assert.Equal([0, 20, 10, 21, 1, 22, 11, 23], Drain(queue));
    }

    [Fact]
    public void TryTake_OneCallerAtTwoPriorities_ServesTheHigherFirst()
    {
        var queue = new WindowQueue<Window>();
        queue.Add(Job(From("a", WorkPriority.Background), 0));
        queue.Add(Job(From("a"), 1));
        queue.Add(Job(From("b", WorkPriority.Background), 2));

        Assert.Equal([1, 0, 2], Drain(queue));
    }

    [Fact]
    public async Task TryTake_CancelledWindows_DoNotCostTheirCallerTheTurn()
    {
        using var cancellation = new CancellationTokenSource();
        var queue = new WindowQueue<Window>();
        for (var request = 0; request < 5; request++)
            queue.Add(Job(From("a"), request, cancellation.Token));
        queue.Add(Job(From("a"), 5));
        foreach (var window in (int[])[10, 11])
            queue.Add(Job(From("b"), window));
        await cancellation.CancelAsync();

        Assert.Equal([5, 10, 11], Drain(queue));
    }

    [Fact]
    public void TryTake_CallerThatComesBack_JoinsAtTheEnd()
    {
        var queue = new WindowQueue<Window>();
        queue.Add(Job(From("a"), 0));
        queue.Add(Job(From("b"), 10));
        queue.Add(Job(From("b"), 11));
        Assert.Equal(0, (int)queue.TryTake()!.Samples.Span[0]);
        queue.Add(Job(From("a"), 1));

        Assert.Equal([10, 1, 11], Drain(queue));
    }

    [Fact]
    public void TryTake_BackgroundWork_WaitsForAllOther()
    {
        var queue = new WindowQueue<Window>();
        var (background, direct) = (new Requester(Caller.None, WorkPriority.Background), new Requester(Caller.None, WorkPriority.Direct));
        foreach (var window in (int[])[0, 1])
            queue.Add(Job(background, window));
        foreach (var window in (int[])[10, 11])
            queue.Add(Job(direct, window));

        Assert.Equal([10, 11, 0, 1], Drain(queue));
    }

    [Fact]
    public async Task TryTake_CancelledJob_IsDroppedAndToldSo()
    {
        using var cancellation = new CancellationTokenSource();
        var queue = new WindowQueue<Window>();
        var cancelled = Job(new Requester(Caller.None), 0, cancellation.Token);
        queue.Add(cancelled);
        queue.Add(Job(new Requester(Caller.None), 1));
        await cancellation.CancelAsync();

        Assert.Equal([1], Drain(queue));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Completion);
    }

    [Fact]
    public void Close_WithJobsWaiting_GivesThemBackAndRefusesMore()
    {
        var queue = new WindowQueue<Window>();
        queue.Add(Job(new Requester(Caller.None), 0));
        queue.Add(Job(new Requester(Caller.None), 1));

        Assert.Equal(2, queue.Close().Count);
        Assert.Null(queue.TryTake());
        Assert.Throws<TranscriptionException>(() => queue.Add(Job(new Requester(Caller.None), 2)));
    }

    private static Requester From(string account, WorkPriority priority = WorkPriority.Direct) =>
        new(new Caller(account, account), priority);

    private static Window Job(Requester requester, int window, CancellationToken cancellationToken = default) =>
        new(requester, window, cancellationToken);

    private static IEnumerable<int> Drain(WindowQueue<Window> queue)
    {
        while (queue.TryTake() is { } job)
            yield return (int)job.Samples.Span[0];
    }

    private sealed class Window(Requester requester, int number, CancellationToken cancellationToken)
        : WindowJob<int>(requester, new float[] { number }, TimeProvider.System, cancellationToken);
}
