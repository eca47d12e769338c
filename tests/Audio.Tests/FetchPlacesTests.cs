using Microsoft.Extensions.Options;
using Transcribe.Audio.Fetching;
using Transcribe.Core;

namespace Transcribe.Audio.Tests;

public sealed class FetchPlacesTests
{
    private readonly FetchPlaces _places = new(Options.Create(new AudioOptions
    {
        MaxFetches = 4,
        MaxFetchesPerCaller = 3,
        MaxFetchesPerHost = 2,
    }));

    [Fact]
    public async Task Enter_MoreThanAll_IsRefusedWithTheTimeToWait()
    {
        foreach (var number in Enumerable.Range(0, 4))
            await EnterAsync($"caller{number}", $"host{number}");

        AssertRefused("Too many fetches in progress (limit 4)", await RefusedAsync("other", "other"));
    }

    [Fact]
    public async Task Enter_MoreThanACallerMayHave_RefusesThatCallerOnly()
    {
        foreach (var number in Enumerable.Range(0, 3))
            await EnterAsync("busy", $"host{number}");

        AssertRefused("Too many fetches of this caller in progress (limit 3)", await RefusedAsync("busy", "other"));
        await EnterAsync("other", "other");
    }

    [Fact]
    public async Task Enter_MoreThanAHostMayHave_RefusesThatHostOnly()
    {
        await EnterAsync("a", "slow.example");
        await EnterAsync("b", "SLOW.example");

        AssertRefused("Too many fetches from this host in progress (limit 2)", await RefusedAsync("c", "slow.example"));
        await EnterAsync("c", "other");
    }

    [Fact]
    public async Task Enter_ByTheServiceItself_HasNoLimitPerCaller()
    {
        foreach (var number in Enumerable.Range(0, 4))
            await EnterAsync("", $"host{number}");
    }

    [Fact]
    public async Task Enter_InTheBackground_WaitsForItsHost()
    {
        var first = await EnterAsync("a", "slow.example");
        using var second = await EnterAsync("a", "slow.example");
        var waiting = EnterAsync("b", "slow.example", WorkPriority.Background);
        var elsewhere = await EnterAsync("b", "other", WorkPriority.Background);

        elsewhere.Dispose();
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        first.Dispose();

        await waiting.WaitAsync(Until.Longest);
        AssertRefused("Too many fetches from this host in progress (limit 2)", await RefusedAsync("c", "slow.example"));
    }

    [Fact]
    public async Task Enter_CancelledWhileItWaits_TakesNoPlace()
    {
        using var cancelling = new CancellationTokenSource();
        var first = await EnterAsync("a", "slow.example");
        using var second = await EnterAsync("a", "slow.example");
        var waiting = EnterAsync("b", "slow.example", WorkPriority.Background, cancelling.Token);

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        first.Dispose();
        await EnterAsync("c", "slow.example");
    }

    private async Task<TranscriptionException> RefusedAsync(string account, string host) =>
        await Assert.ThrowsAsync<TranscriptionException>(() => EnterAsync(account, host));

    private Task<IDisposable> EnterAsync(
        string account, string host, WorkPriority priority = WorkPriority.Direct, CancellationToken cancel = default) =>
        _places.EnterAsync(
            new AudioInput.Remote(new Uri($"https://{host}/a"))
            {
                Requester = new Requester(new Caller("", account), priority),
            },
            cancel).AsTask();

    private static void AssertRefused(string message, TranscriptionException refusal)
    {
        Assert.Equal(TranscriptionError.Overloaded, refusal.Error);
        Assert.Equal(message, refusal.Message);
        Assert.Equal(TimeSpan.FromSeconds(5), refusal.RetryAfter);
    }
}
