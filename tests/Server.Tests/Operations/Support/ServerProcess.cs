using System.Collections.Concurrent;
using System.Diagnostics;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Operations.Support;

/// <summary>The server in its own process, which a test can kill or stop.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    // The first category logs the port.
    private static readonly string[] Logs =
    [
        "Logging:LogLevel:Transcribe.Server.Lifetime=Information", "Logging:LogLevel:Transcribe.Operations=Information",
    ];

    private const string Listening = "Listening on http://127.0.0.1:";

    private readonly ChildProcess _process;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _output = [];

    private ServerProcess(ProcessStartInfo start) => _process = ChildProcess.Start(start, Read);

    public ServerClients Clients { get; private set; } = null!;

    /// <param name="folder">The folder for its data and for its temporary files, which a killed process leaves behind.</param>
    /// <param name="settings">Command-line settings, <c>key=value</c>.</param>
    public static Task<ServerProcess> StartAsync(string folder, params IEnumerable<string> settings) =>
        StartAsync("dotnet", [], folder, settings);

    /// <summary>Starts it with a limit of open files.</summary>
    public static Task<ServerProcess> StartWithFilesAsync(int files, string folder, params IEnumerable<string> settings) =>
        StartAsync("sh", ["-c", $"ulimit -n {files} && exec \"$0\" \"$@\"", "dotnet"], folder, settings);

    private static async Task<ServerProcess> StartAsync(string program, string[] before, string folder, IEnumerable<string> settings)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "Transcribe.Server.dll");
        var all = ServerSettings.For(Path.Combine(folder, "data")).Concat(Logs).Concat(settings);
        var server = new ServerProcess(new ProcessStartInfo(program, [.. before, assembly, .. all.ToArguments()])
        {
            // ONNX Runtime behaves differently where CI is set; users run the server without it.
            Environment = { ["TMPDIR"] = folder, ["XDG_CACHE_HOME"] = CacheIn(folder), ["CI"] = null },
        });
        try
        {
            server.Clients = new ServerClients(await server.AddressAsync());
            await Until.TrueAsync(
                async () => (await server.Clients.Http.GetAsync(new Uri("/health", UriKind.Relative))).IsSuccessStatusCode);
            return server;
        }
        catch
        {
            await server.KillAsync();
            throw;
        }
    }

    /// <summary>The folder that the server uses as the user's cache.</summary>
    public static string CacheIn(string folder) => Path.Combine(folder, "cache");

    /// <summary>Whether it has logged a line with all of these words.</summary>
    public bool HasLogged(params IEnumerable<string> words) =>
        _output.Any(line => words.All(word => line.Contains(word, StringComparison.Ordinal)));

    /// <inheritdoc cref="ChildProcess.SignalAsync"/>
    public Task SignalAsync(string name) => _process.SignalAsync(name);

    /// <inheritdoc cref="ChildProcess.PeakMemoryAsync"/>
    public Task<long> PeakMemoryAsync() => _process.PeakMemoryAsync();

    /// <inheritdoc cref="ChildProcess.KillAsync"/>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        await SignalAsync("TERM");
        return await _process.WaitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Clients.Dispose();
    }

    private async Task<Uri> AddressAsync()
    {
        await Task.WhenAny(_address.Task, _process.Output);
        return _address.Task.IsCompleted
            ? await _address.Task
            : throw new InvalidOperationException($"The server ended: {string.Join('\n', _output)}");
    }

    private void Read(string line)
    {
        _output.Enqueue(line);
        if (line.Split(Listening) is [_, var port])
            _address.TrySetResult(new Uri($"http://127.0.0.1:{port.Split(' ')[0]}"));
    }
}
