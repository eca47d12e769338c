using System.Net;
using System.Net.Sockets;
using Transcribe.Core;
using static Transcribe.Audio.Tests.Fetching;

namespace Transcribe.Audio.Tests;

/// <summary>Fetching from servers that do not behave: limits of size and time, and connections that fail.</summary>
public sealed class FetchFaultTests
{
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
            await FailAsync(
                server.Url(),
                options => (options.FetchIdleTimeout, options.MinFetchBytesPerSecond) = (TimeSpan.FromSeconds(0.3), 0)),
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
            await FailAsync(server.Url(), options => options.FetchIdleTimeout = TimeSpan.FromSeconds(3)),
            "fewer than 10240 bytes per second were received for 3 s");
    }

    [Fact]
    public async Task Open_OfASlowBodyWhereAnyRateIsAllowed_ReadsIt()
    {
        await using var server = new RawServer(async (_, connection) =>
        {
            await connection.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            foreach (var piece in OneSecond.Chunk(OneSecond.Length / 10))
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

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.WaitAsync(Until.Longest));
        await closed.Task.WaitAsync(Until.Longest);
        Assert.Empty(bench.Spooled);
    }
}
