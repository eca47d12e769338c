using Microsoft.Extensions.Options;

namespace Transcribe.Server.Access;

/// <summary>
/// The valid keys, of the settings and of the keys file. The file is read every second, which also works where changes of files are not
/// reported, such as for mounted secrets. If it cannot be used, the last good keys stay valid.
/// </summary>
internal sealed class ApiKeys(IOptions<AccessOptions> options, TimeProvider time, ILogger<ApiKeys> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Background services are created before the settings are validated.
    private volatile KeyTable? _table;
    private byte[]? _content;
    private string? _problem;

    /// <summary>Whether calls need a key. A keys file requires them even while it contains none.</summary>
    public bool AreRequired => options.Value.KeysFile is not null || !Table.IsEmpty;

    /// <summary>The keys that are valid at present.</summary>
    public KeyTable Table => _table ??= Load(options.Value);

    /// <summary>Reads the keys of the settings and of the file that they name.</summary>
    /// <exception cref="InvalidDataException">A key or tenant is not valid.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static KeyTable Load(AccessOptions options) =>
        new(options, options.KeysFile is null ? new KeysFile() : KeysFile.Parse(File.ReadAllBytes(options.KeysFile)));

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _table = Load(options.Value);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.KeysFile is not { } path)
            return;
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await RefreshAsync(path, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task RefreshAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var content = await File.ReadAllBytesAsync(path, cancellationToken);
            if (_content is not null && content.AsSpan().SequenceEqual(_content))
                return;
            _content = content;
            _table = new(options.Value, KeysFile.Parse(content));
            _problem = null;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Once per problem.
            if (_problem != exception.Message)
                ServerLog.KeysFileUnusable(logger, path, exception.Message);
            _problem = exception.Message;
        }
    }
}
