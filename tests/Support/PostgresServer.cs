using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Transcribe.Tests;

/// <summary>
/// A PostgreSQL server of the test's own: Debian's version 15 on a free port, in a temporary folder, under the user postgres if the tests
/// run as root. It ends with this process, however that ends.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Programs = "/usr/lib/postgresql/15/bin";
    private const string Ended = "PostgreSQL ended before it answered";
    private const int MaxStarts = 3;

    // The shell ends the server when its input ends, which the end of this process closes. It ends when the server does. The input has
    // another number, because a shell gives none to what runs in the background.
    private const string UntilInputEnds = """
        exec 3<&0
        "$@" 3<&- & server=$!
        { cat <&3 >/dev/null; kill -s INT $server 2>/dev/null; } &
        wait $server
        """;

    private readonly TestFolder _folder = new();
    private readonly string[] _settings;
    private Process? _process;
    private int _port;
    private int _databases;

    private PostgresServer(string[] settings) => _settings = settings;

    public static bool IsInstalled => File.Exists($"{Programs}/postgres");

    /// <summary>Starts a server. Skips the test if PostgreSQL is missing.</summary>
    /// <param name="durable">Whether a commit waits for the disk.</param>
    public static async Task<PostgresServer> StartAsync(bool durable = false)
    {
        SkipUnlessInstalled();
        var server = new PostgresServer(durable ? [] : ["-c", "fsync=off", "-c", "full_page_writes=off"]);
        await server.InitializeAsync();
        // Another program may take a free port before the server does.
        for (var start = 1; ; start++)
        {
            server._port = FreePort();
            if (await server.TryRunAsync())
                return server;
            Assert.True(start < MaxStarts, Ended);
        }
    }

    /// <summary>
    /// A connection string of one of its databases. Nothing lies between the test and this server, so statements wait for a slow machine as
    /// long as it takes.
    /// </summary>
    public string ConnectionString(string database) => $"{ConnectionString(database, _port)};Timeout=300;Command Timeout=300";

    /// <summary>A connection string over a proxy, with the time limits that the service has.</summary>
    public static string ConnectionString(string database, int proxyPort) =>
        $"Host=127.0.0.1;Port={proxyPort};Username=postgres;Database={database}";

    public int Port => _port;

    /// <summary>Creates an empty database and returns its name.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template0");
        return name;
    }

    public Task DropDatabaseAsync(string name) => ExecuteAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    /// <summary>Skips the test if PostgreSQL is missing.</summary>
    public static void SkipUnlessInstalled() =>
        Assert.SkipUnless(IsInstalled, "needs PostgreSQL 15, which is not installed: scripts/ensure postgresql");

    // Another collation than that of bytes shows that the store sets its own.
    private async Task InitializeAsync()
    {
        if (Environment.UserName == "root")
            await ExitAsync(Process.Start("chown", ["postgres", _folder.Path]));
        await ExitAsync(Start(
            $"{Programs}/initdb", "-D", _folder["data"], "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync",
            "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"));
    }

    /// <summary>Starts the server after <see cref="StopAsync"/>.</summary>
    public async Task RunAsync() => Assert.True(await TryRunAsync(), Ended);

    /// <returns>Whether it answers; it has ended if it does not.</returns>
    private async Task<bool> TryRunAsync()
    {
        _process = Start(
        [
            "sh", "-c", UntilInputEnds, "sh", $"{Programs}/postgres", "-D", _folder["data"], "-p", $"{_port}", "-k", _folder.Path,
            "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=400", "-c", "log_min_messages=panic", .. _settings,
        ]);
        await Until.TrueAsync(async () =>
        {
            try
            {
                // Another server that has taken the port fails with a division by zero.
                await ExecuteAsync($"SELECT 1 / (current_setting('data_directory') = '{_folder["data"]}')::int");
                return true;
            }
            catch (NpgsqlException)
            {
                return _process.HasExited;
            }
        });
        if (!_process.HasExited)
            return true;
        await StopAsync();
        return false;
    }

    /// <summary>Stops the server, which breaks all connections.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
            return;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString("postgres")};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private Process Start(params string[] command)
    {
        string[] all = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", .. command] : command;
        return Process.Start(new ProcessStartInfo(all[0], all[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _folder.Path,
        })!;
    }

    private static async Task ExitAsync(Process process)
    {
        using (process)
        {
            if (process.StartInfo.RedirectStandardOutput)
                await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
