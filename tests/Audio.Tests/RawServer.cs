using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Transcribe.Audio.Tests;

/// <summary>An HTTP server on a loopback port whose answers the test writes byte by byte.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Func<string, Connection, Task> _answer;
    private readonly Task _accepting;

    /// <param name="answer">Answers a path on a connection, which the server closes afterwards.</param>
    public RawServer(Func<string, Connection, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public static RawServer Sending(byte[] body, string status = "200 OK") => new((_, connection) => connection.SendAsync(status, body));

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The requests of all clients with their headers.</summary>
    public List<string> Requests { get; } = [];

    public Uri Url(string path = "a", string host = "127.0.0.1") => new($"http://{host}:{Port}/{path}");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        // The cancellation of an accept needs its listener. On a stopped listener, the accept fails in another way.
        await _accepting;
        _listener.Stop();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true)
                serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var request = await ReadRequestAsync(client.GetStream());
                lock (Requests)
                    Requests.Add(request);
                await _answer(request.Split(' ')[1], new Connection(client, _stopping.Token));
            }
            catch (Exception left) when (left is IOException or OperationCanceledException or SocketException)
            {
                // The client disconnected, or the test has ended.
            }
        }
    }

    private async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        var buffer = new byte[16 * 1024];
        var length = 0;
        while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), _stopping.Token);
            length += read > 0 ? read : throw new IOException("closed");
        }

        return Encoding.ASCII.GetString(buffer, 0, length);
    }

    internal sealed class Connection(TcpClient client, CancellationToken stopping)
    {
        public CancellationToken Stopping => stopping;

        /// <summary>The server's port.</summary>
        public int Port => ((IPEndPoint)client.Client.LocalEndPoint!).Port;

        public async Task SendAsync(string status, byte[] body, string headers = "")
        {
            await WriteAsync($"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n");
            await client.GetStream().WriteAsync(body, stopping);
        }

        public Task RedirectAsync(string location, string status = "302 Found") => SendAsync(status, [], $"Location: {location}\r\n");

        public async Task WriteAsync(string text) => await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), stopping);

        public async Task WriteAsync(byte[] bytes) => await client.GetStream().WriteAsync(bytes, stopping);

        /// <summary>Closes the connection with a TCP reset.</summary>
        public void Reset() => client.Client.Close(0);

        /// <summary>Waits until the client closes its side.</summary>
        public async Task<int> WaitForCloseAsync() => await client.GetStream().ReadAsync(new byte[1], stopping);
    }
}
