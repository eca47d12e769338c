using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Transcribe.Audio;
using Transcribe.Core;
using Transcribe.Operations.Running;
using Transcribe.Operations.Sql;
using Transcribe.Operations.Sqlite;
using Transcribe.Operations.Store;
using Transcribe.Operations.Webhooks;
using Transcribe.Whisper.Inference;

namespace Transcribe.Operations.Tests.Support;

/// <summary>Operations as in a server: the real store and background work with the real registration.</summary>
internal sealed class OperationsHost : IAsyncDisposable, IWebhookHandlerFactory
{
    private readonly TestFolder _spool = new();
    private readonly ServiceProvider _services;
    private readonly Stack<IHostedService> _started = [];
    private readonly LogRecorder _log = new();

    /// <param name="folder">The folder of a SQLite store.</param>
    /// <param name="transcriber">The transcriber; null for a scripted one with three windows.</param>
    /// <param name="time">The clock; null for the system clock.</param>
    /// <param name="settings">Settings below <c>Transcribe</c>. The first value of a key applies.</param>
    public OperationsHost(
        string folder,
        ITranscriber? transcriber = null,
        TimeProvider? time = null,
        params IEnumerable<(string Key, string Value)> settings)
        : this(services => services.AddSqliteOperations(), transcriber, time, [.. settings, ("Operations:Folder", folder)])
    {
    }

    /// <inheritdoc cref="OperationsHost(string, ITranscriber?, TimeProvider?, IEnumerable{ValueTuple{string, string}})"/>
    public OperationsHost(
        TestStore store,
        ITranscriber? transcriber = null,
        TimeProvider? time = null,
        params IEnumerable<(string Key, string Value)> settings)
        : this(services => store.Add(services, time), transcriber, time, [.. settings, .. store.Settings])
    {
    }

    /// <param name="addStore">Registers the store.</param>
    /// <param name="transcriber">The transcriber; null for a scripted one with three windows.</param>
    /// <param name="time">The clock of the background work; null for the system clock.</param>
    /// <param name="settings">Settings below <c>Transcribe</c>. The first value of a key applies.</param>
    public OperationsHost(
        Action<IServiceCollection> addStore,
        ITranscriber? transcriber = null,
        TimeProvider? time = null,
        params IEnumerable<(string Key, string Value)> settings)
    {
        var values = settings
            .DistinctBy(setting => setting.Key)
            .ToDictionary(setting => "Transcribe:" + setting.Key, setting => (string?)setting.Value);
        values.TryAdd("Transcribe:Audio:SpoolFolder", _spool.Path);
        var services = new ServiceCollection();
        // The engine binds these options in the same way.
        services.AddOptions<InferenceOptions>().BindConfiguration("Transcribe:Inference");
        addStore(services);
        _services = services
            .AddLogging(logging => logging.AddProvider(_log))
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build())
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton(transcriber ?? new ScriptedTranscriber(3))
            .AddSingleton<IWebhookHandlerFactory>(this)
            .AddAudioSpool()
            .AddOperations()
            .BuildServiceProvider();
    }

    /// <summary>Sends webhooks. A test can replace it before the start.</summary>
    public HttpMessageHandler Handler { get; set; } = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };

    public IOperations Operations => _services.GetRequiredService<IOperations>();

    public IDeadLetters DeadLetters => _services.GetRequiredService<IDeadLetters>();

    public IOperationStore Store => _services.GetRequiredService<IOperationStore>();

    public IDeliveryStore Deliveries => _services.GetRequiredService<IDeliveryStore>();

    public ISqlDatabase Sql => _services.GetRequiredService<ISqlDatabase>();

    public IAudioStore Audio => _services.GetRequiredService<IAudioStore>();

    public RunExecutor Run => _services.GetRequiredService<RunExecutor>();

    /// <summary>The log so far.</summary>
    public IReadOnlyCollection<(LogLevel Level, string Message)> Logged => _log.Entries;

    public SqliteDatabase Database => _services.GetRequiredService<SqliteDatabase>();

    public HttpMessageHandler Create() => Handler;

    public async Task<OperationsHost> StartAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
            _started.Push(service);
        }
        return this;
    }

    /// <summary>Stops gracefully.</summary>
    public async Task StopAsync()
    {
        while (_started.TryPop(out var service))
            await service.StopAsync(CancellationToken.None);
    }

    /// <summary>Waits in real time until an operation ends.</summary>
    public async Task<Operation> EndAsync(string id)
    {
        await Until.TrueAsync(async () => (await Operations.GetAsync(id, default)).Done);
        return await Operations.GetAsync(id, default);
    }

    public async Task<string> TextAsync(string id) =>
        string.Join(' ', (await Operations.ReadSegmentsAsync(id, default).ToListAsync()).Select(segment => segment.Text));

    /// <summary>
    /// Runs a statement on a connection of the store's pool. If nothing else runs, the store uses the same connection next.
    /// </summary>
    public void Execute(string sql)
    {
        using var connection = new SqliteConnection(Database.ConnectionString);
        connection.Open();
        connection.Execute(sql);
    }

    /// <summary>Returns whether the database can be locked for writing within a second.</summary>
    public async Task<bool> TryLockAsync()
    {
        await using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder(Database.ConnectionString) { Pooling = false, DefaultTimeout = 1 }.ConnectionString);
        await connection.OpenAsync();
        try
        {
            using var transaction = connection.BeginTransaction();
            return true;
        }
        catch (SqliteException locked) when (locked.SqliteErrorCode == SQLitePCL.raw.SQLITE_BUSY)
        {
            return false;
        }
    }

    public Task<long> CountAsync(string sql) => Sql.ReadAsync(db => db.ScalarAsync(sql), default);

    public Task<string?> IntegrityAsync() =>
        Database.ReadAsync(db => db.FindAsync("PRAGMA integrity_check", row => row.GetString(0)), default);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
        _spool.Dispose();
    }
}
