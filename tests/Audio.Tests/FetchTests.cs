using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Transcribe.Core;

namespace Transcribe.Audio.Tests;

/// <summary>Fetching from servers that behave, and from servers that do not.</summary>
public sealed class FetchTests
{
    private static readonly byte[] Wav = MakeWav(seconds: 1);

    [Fact]
    public async Task Open_OfAUrl_ReadsItAndTimesIt()
    {
        await using var server = RawServer.Sending(Wav);
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
        await using var server = RawServer.Sending(Wav);
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
        Assert.Equal([Wav.Length], lengths);
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
        await using var server = RawServer.Sending(Wav);
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
        await using var server = new RawServer((_, connection) => connection.SendAsync(status, Wav, headers));
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
            (_, connection) => connection.SendAsync("206 Partial Content", Wav, $"Content-Range: {range}\r\n"));

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
            (path, connection) => path == "/end" ? connection.SendAsync("200 OK", Wav) : connection.RedirectAsync("/end", status));
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

    [Fact]
    public async Task Open_OfAContentLengthOverTheLimit_IsRefusedAtOnce()
    {
        await using var server = new RawServer(async (_, connection) =>
        {
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n");
            await connection.WaitForCloseAsync();
        });

        AssertTooLarge(await FailAsync(server.Url(), options => options.MaxDownloadBytes = 1 << 20));
    }

    [Fact]
    public async Task Open_OfABodyOverTheLimitWithoutContentLength_IsRefusedAsItCrossesIt()
    {
        await using var server = new RawServer(async (_, connection) =>
        {
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            while (true)
                await connection.WriteAsync(new byte[100_000]);
        });

        AssertTooLarge(await FailAsync(server.Url(), options => options.MaxDownloadBytes = 1 << 20));
    }

    [Fact]
    public async Task Open_OfABodyThatDripsAndStops_FailsAtTheIdleTimeout()
    {
        await using var server = new RawServer(async (_, connection) =>
        {
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nRIFF");
            await connection.WaitForCloseAsync();
        });

        AssertFetchFailed(
            await FailAsync(server.Url(), options => options.FetchIdleTimeout = TimeSpan.FromSeconds(0.3)),
            "nothing was received for 0.3 s");
    }

    [Fact]
    public async Task Open_OfAServerThatNeverAnswers_FailsAtTheIdleTimeout()
    {
        await using var server = new RawServer((_, connection) => connection.WaitForCloseAsync());

        AssertFetchFailed(
            await FailAsync(server.Url(), options => options.FetchIdleTimeout = TimeSpan.FromSeconds(0.3)),
            "nothing was received for 0.3 s");
    }

    [Fact]
    public async Task Open_OfABodyThatDripsForever_FailsAtTheFetchTimeout()
    {
        await using var server = new RawServer(async (_, connection) =>
        {
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            while (true)
            {
                await connection.WriteAsync("x");
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, connection.Stopping);
            }
        });

        AssertFetchFailed(
            await FailAsync(server.Url(), options => options.FetchTimeout = TimeSpan.FromSeconds(0.5)), "it took longer than 0.5 s");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_OfABodyThatDrips_FailsOnceItIsTooSlow(bool encoded)
    {
        // The decoded bytes are a thousand times as many as the received ones.
        var body = encoded ? Zip(new byte[16 << 20]) : new byte[16 << 10];
        await using var server = new RawServer(async (_, connection) =>
        {
            await connection.WriteAsync(
                $"HTTP/1.1 200 OK\r\nConnection: close\r\n{(encoded ? "Content-Encoding: gzip\r\n" : "")}\r\n");
            foreach (var piece in body.Chunk(20))
            {
                await connection.WriteAsync(piece);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, connection.Stopping);
            }
        });

        AssertFetchFailed(
            await FailAsync(server.Url(), options => options.FetchIdleTimeout = TimeSpan.FromSeconds(0.5)),
            "fewer than 10240 bytes per second were received for 0.5 s");
    }

    [Fact]
    public async Task Open_OfASlowBodyWhereAnyRateIsAllowed_ReadsIt()
    {
        await using var server = new RawServer(async (_, connection) =>
        {
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            foreach (var piece in Wav.Chunk(Wav.Length / 10))
            {
                await connection.WriteAsync(piece);
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, connection.Stopping);
            }
        });
        using var bench = new AudioBench(options => options.MinFetchBytesPerSecond = 0);

        Assert.Equal(16000, (await bench.ReadAsync(new AudioInput.Remote(server.Url()))).Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Open_OfAConnectionThatEndsMidway_SaysSo(bool reset)
    {
        await using var server = new RawServer(async (_, connection) =>
        {
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nRIFF");
            if (reset)
                connection.Reset();
        });

        AssertFetchFailed(await FailAsync(server.Url()), "the connection broke off");
    }

    [Fact]
    public async Task Open_OfAnAnswerThatIsNotHttp_SaysSo()
    {
        await using var server = new RawServer((_, connection) => connection.WriteAsync("SSH-2.0-x\r\n\r\n"));

        AssertFetchFailed(await FailAsync(server.Url()), "the connection broke off");
    }

    [Fact]
    public async Task Open_OfHttpsAtAPlainPort_SaysThatTlsFailed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var failing = FailAsync(new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));

        using var client = await listener.AcceptTcpClientAsync();
        await client.GetStream().WriteAsync("HTTP/1.1 400 This is no TLS\r\n\r\n"u8.ToArray());

        AssertFetchFailed(await failing, "the TLS handshake failed");
    }

    [Fact]
    public async Task Open_OfAClosedPort_SaysThatItCouldNotConnect()
    {
        Uri closed;
        await using (var server = RawServer.Sending([]))
            closed = server.Url();

        AssertFetchFailed(await FailAsync(closed), "could not connect");
    }

    // The name of this machine leads to an address of its own network, if it leads anywhere.
    [Fact]
    public async Task Open_OfAnUnknownHostAndOfAnInternalOne_FailsAlike()
    {
        foreach (var host in (string[])["no-such-host.invalid", Dns.GetHostName()])
        {
            var failure = await FailAsync(new Uri($"http://{host}/a.mp3"), options => options.AllowedNetworks = []);
            AssertFetchFailed(failure, "the host name has no public address");
            Assert.Null(failure.RetryAfter);
            Assert.False(failure.InnerException is SocketException or HttpRequestException, "An operation would repeat one of them.");
        }
    }

    [Fact]
    public async Task Open_OfAnEmptyBody_IsUnreadable()
    {
        await using var server = RawServer.Sending([]);

        Assert.Equal(TranscriptionError.AudioUnreadable, (await FailAsync(server.Url())).Error);
    }

    [Fact]
    public async Task Open_CancelledMidway_ClosesTheConnectionAndRemovesTheFileWithinASecond()
    {
        var sent = new TaskCompletionSource();
        var closed = new TaskCompletionSource();
        await using var server = new RawServer(async (_, connection) =>
        {
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nRIFF");
            sent.SetResult();
            try
            {
                await connection.WaitForCloseAsync();
            }
            finally
            {
                closed.SetResult();
            }
        });
        using var bench = new AudioBench();
        using var cancelling = new CancellationTokenSource();
        var opening = bench.Reader.OpenAsync(new AudioInput.Remote(server.Url()), cancelling.Token);
        await sent.Task;
        // The delay lets the read of the body begin. Between reads, .NET's handler takes up to two seconds to abandon a body.
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);

        await cancelling.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.WaitAsync(TimeSpan.FromSeconds(1)));
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(1));
        Assert.Empty(bench.Spooled);
    }

    private static async Task<TranscriptionException> FailAsync(Uri uri, Action<AudioOptions>? configure = null)
    {
        using var bench = new AudioBench(configure);
        var failure = await bench.FailAsync(new AudioInput.Remote(uri));
        Assert.Empty(bench.Spooled);
        return failure;
    }

    private static void AssertFetchFailed(TranscriptionException failure, string what)
    {
        Assert.Equal(TranscriptionError.FetchFailed, failure.Error);
        Assert.Equal($"Could not fetch audio file ({what})", failure.Message);
    }

    private static void AssertTooLarge(TranscriptionException failure)
    {
        Assert.Equal(TranscriptionError.AudioTooLarge, failure.Error);
        Assert.Equal("The audio is larger than the limit of 1 MiB", failure.Message);
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var zip = new GZipStream(zipped, CompressionLevel.Fastest))
            zip.Write(bytes);
        return zipped.ToArray();
    }

    // 16 kHz, 16 bits, silence.
    private static byte[] MakeWav(int seconds) =>
        [
            .. "RIFF"u8, .. new byte[4], .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0, 0x80, 0x3E, 0, 0, 0, 0x7D, 0, 0, 2, 0, 16, 0,
            .. "data"u8, .. BitConverter.GetBytes(32000 * seconds), .. new byte[32000 * seconds],
        ];
}
