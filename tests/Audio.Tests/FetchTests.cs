using System.Diagnostics;
using Transcribe.Core;
using static Transcribe.Audio.Tests.Fetching;

namespace Transcribe.Audio.Tests;

/// <summary>Fetching from servers that behave: what is sent, and which answers are taken.</summary>
public sealed class FetchTests
{
    [Fact]
    public async Task Open_OfAUrl_ReadsItAndTimesIt()
    {
        await using var server = RawServer.Sending(OneSecond);
        using var bench = new AudioBench();

        await using (var source = await bench.Reader.OpenAsync(new AudioInput.Remote(server.Url()), TestContext.Current.CancellationToken))
        {
            Assert.Single(bench.Spooled);
            Assert.True(source.Fetched > TimeSpan.Zero);
            Assert.Equal(16000, (await AudioBench.ReadAsync(source)).Length);
        }

        Assert.Empty(bench.Spooled);
    }

    [Fact]
    public async Task Open_OfAUrlWithACallback_AwaitsItAfterTheFetchAndItsExceptionEndsTheRequest()
    {
        await using var server = RawServer.Sending(OneSecond);
        using var bench = new AudioBench(options => options.MaxFetches = 1);
        var lengths = new List<long>();
        var refused = new AudioInput.Remote(server.Url()) { Fetched = _ => throw new InvalidOperationException("no place") };
        var admitted = new AudioInput.Remote(server.Url())
        {
            Fetched = async _ =>
            {
                lengths.Add(new FileInfo(Assert.Single(bench.Spooled)).Length);
                // The fetch has left its place.
                Assert.Equal(16000, (await bench.ReadAsync(new AudioInput.Remote(server.Url()))).Length);
            },
        };

        await Assert.ThrowsAsync<InvalidOperationException>(() => bench.ReadAsync(refused));
        Assert.Empty(bench.Spooled);
        Assert.Equal(16000, (await bench.ReadAsync(admitted)).Length);
        Assert.Equal([OneSecond.Length], lengths);
    }

    [Fact]
    public async Task Open_OfAUrlWithCompressedAudio_ReadsIt()
    {
        using var bench = new AudioBench();
        await using var server = RawServer.Sending(await bench.MakeAsync("a.mp3", $"{Tone.Source(440, 0.5, 44100, 2, 2)}"));

        var samples = await bench.ReadAsync(new AudioInput.Remote(server.Url()));

        Assert.Equal(0.5, Tone.Fit(samples, 440).Amplitude, 0.03);
        Assert.Empty(bench.Spooled);
    }

    [Fact]
    public async Task Open_OfAUrl_NamesTheEncodingsItTakesAndSendsNoSecrets()
    {
        await using var server = RawServer.Sending(OneSecond);
        using var bench = new AudioBench();
        // As in a call: ASP.NET starts an activity for each request.
        using var activity = new Activity("call").Start();

        await bench.ReadAsync(new AudioInput.Remote(server.Url("a?b=c#d")));

        var request = Assert.Single(server.Requests);
        Assert.StartsWith("GET /a?b=c HTTP/1.1", request, StringComparison.Ordinal);
        Assert.Contains("\r\nAccept-Encoding: gzip, deflate, br\r\n", request, StringComparison.Ordinal);
        Assert.DoesNotContain("Cookie", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Authorization", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("X-Forwarded-For", request, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("traceparent", request, StringComparison.OrdinalIgnoreCase);
        Assert.Same(activity, Activity.Current);
    }

    [Theory]
    [InlineData("404 Not Found", 404)]
    [InlineData("500 Oops", 500)]
    [InlineData("204 No Content", 204)]
    [InlineData("206 Partial Content", 206)]
    [InlineData("302 Found", 302)]
    public async Task Open_OfAnAnswerOtherThan200_NamesTheStatus(string status, int number)
    {
        await using var server = RawServer.Sending([], status);

        var failure = await FailAsync(server.Url());

        Assert.Equal(TranscriptionError.FetchFailed, failure.Error);
        Assert.Equal($"Could not fetch audio file (status {number})", failure.Message);
    }

    [Theory]
    [InlineData("203 Non-Authoritative Information", "")]
    [InlineData("206 Partial Content", "Content-Range: bytes 0-32043/32044\r\n")]
    public async Task Open_OfAWholeBodyWithAnotherStatusThan200_ReadsIt(string status, string headers)
    {
        await using var server = new RawServer((_, connection) => connection.SendAsync(status, OneSecond, headers));
        using var bench = new AudioBench();

        Assert.Equal(16000, (await bench.ReadAsync(new AudioInput.Remote(server.Url()))).Length);
    }

    [Theory]
    [InlineData("bytes 1-32043/32044")]
    [InlineData("bytes 0-32042/32044")]
    [InlineData("bytes 0-32043/*")]
    [InlineData("bytes */32044")]
    [InlineData("samples 0-32043/32044")]
    [InlineData("all")]
    public async Task Open_OfARangeThatIsNotTheWhole_NamesTheStatus(string range)
    {
        await using var server = new RawServer(
            (_, connection) => connection.SendAsync("206 Partial Content", OneSecond, $"Content-Range: {range}\r\n"));

        AssertFetchFailed(await FailAsync(server.Url()), "status 206");
    }

    [Theory]
    [InlineData("301 Moved")]
    [InlineData("302 Found")]
    [InlineData("303 See Other")]
    [InlineData("307 Temporary Redirect")]
    [InlineData("308 Permanent Redirect")]
    public async Task Open_OfARedirect_FollowsIt(string status)
    {
        await using var server = new RawServer(
            (path, connection) => path == "/end" ? connection.SendAsync("200 OK", OneSecond) : connection.RedirectAsync("/end", status));
        using var bench = new AudioBench();

        Assert.Equal(16000, (await bench.ReadAsync(new AudioInput.Remote(server.Url()))).Length);
    }

    [Fact]
    public async Task Open_OfARedirectLoop_GivesUpAtTheLimit()
    {
        await using var server = new RawServer((_, connection) => connection.RedirectAsync("/again"));

        var failure = await FailAsync(server.Url());

        Assert.Equal(TranscriptionError.FetchFailed, failure.Error);
        Assert.Equal("Could not fetch audio file (more than 5 redirects)", failure.Message);
        Assert.Equal(6, server.Requests.Count);
    }
}
