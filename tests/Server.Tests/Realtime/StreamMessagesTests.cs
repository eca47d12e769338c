using Microsoft.Extensions.Time.Testing;
using Transcribe.Core;
using Transcribe.Realtime;

namespace Transcribe.Server.Tests.Realtime;

/// <summary>What a session sends to its live stream while the client sends nothing.</summary>
public sealed class StreamMessagesTests
{
    private static readonly TimeSpan StreamIdle = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SessionIdle = TimeSpan.FromSeconds(22);

    private readonly FakeTimeProvider _clock = new();
    private readonly StreamMessages _messages;

    public StreamMessagesTests() =>
        _messages = new StreamMessages(new RealtimeLimits(1024, 1024, StreamIdle, TimeSpan.FromHours(1)), SessionIdle, _clock);

    [Fact]
    public async Task MoveNext_NoEvent_KeepsTheStreamUntilTheSessionIsIdle()
    {
        for (var keepAlive = 0; keepAlive < 4; keepAlive++)
            await AssertKeepsAliveAsync();

        var failure = await Assert.ThrowsAsync<TranscriptionException>(PassAsync);

        Assert.Equal((TranscriptionError.StreamIdle, "The session brought no event for 22 s"), (failure.Error, failure.Message));
    }

    [Fact]
    public async Task MoveNext_EventsWithoutMessages_KeepTheSession()
    {
        for (var keepAlive = 0; keepAlive < 10; keepAlive++)
        {
            _messages.Hear();
            await AssertKeepsAliveAsync();
        }
    }

    private async Task AssertKeepsAliveAsync()
    {
        Assert.True(await PassAsync());
        Assert.NotNull(_messages.Current.KeepAlive);
    }

    // Half of the time after which the stream would end.
    private Task<bool> PassAsync()
    {
        var next = _messages.MoveNext(CancellationToken.None);
        _clock.Advance(StreamIdle / 2);
        return next.WaitAsync(Until.Longest);
    }
}
