using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Transcribe.Core;

namespace Transcribe.Audio.Spool;

/// <summary>
/// This process's folder for spooled audio, under a root that other processes may share. The process locks a file beside its folder. The
/// kernel releases the lock when the process dies, so the next start can distinguish abandoned folders from the folders of running servers.
/// </summary>
internal sealed class SpoolFolder : IAudioSpool, ISpoolHealth, IDisposable
{
    private const string LockSuffix = ".lock";

    /// <summary>More than one block of a file system.</summary>
    private const int ProbeBytes = 64 * 1024;

    // The owner of such a young lock file may not have locked it yet.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    private readonly string _root;
    private readonly string _lockPath;
    private readonly Lock _repair = new();
    private readonly ILogger _logger;
    private FileStream _lock;
    private volatile bool _writable = true;

    public SpoolFolder(IOptions<AudioOptions> options, TimeProvider time, ILogger<SpoolFolder> logger)
    {
        _logger = logger;
        _root = SpoolLocation.Find(options.Value.SpoolFolder, Environment.GetEnvironmentVariable);
        PrivateFolder.Create(_root);
        RemoveLeftovers(_root, time.GetUtcNow() - Settling, logger);
        Location = Path.Combine(_root, Guid.NewGuid().ToString("N"));
        _lockPath = Location + LockSuffix;
        _lock = CreateLock();
        PrivateFolder.Create(Location);
    }

    /// <summary>The path of this process's folder.</summary>
    public string Location { get; }

    /// <summary>A new name for a file in the folder. The file does not exist yet.</summary>
    public SpoolFile Create()
    {
        // A cleaner of temporary files may have removed the folder, and another user may have made one in its place.
        if (!Directory.Exists(Location) || !PrivateFolder.IsOwn(Location))
            Try(Repair);
        return new SpoolFile(this, Guid.NewGuid().ToString("N"));
    }

    ISpooledAudio IAudioSpool.Create() => Create();

    /// <inheritdoc/>
    public bool IsWritable()
    {
        if (_writable && Directory.Exists(Location))
            return true;
        try
        {
            using var file = Create();
            using var probe = file.OpenWrite();
            // A full disk still creates empty files.
            probe.Write(new byte[ProbeBytes]);
            return true;
        }
        catch (TranscriptionException)
        {
            return false;
        }
    }

    /// <summary>Uses the disk.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.SpoolUnavailable"/>.</exception>
    public T Try<T>(Func<T> use)
    {
        try
        {
            var result = use();
            if (!_writable)
                _logger.SpoolWritable();
            _writable = true;
            return result;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Failed(fault);
        }
    }

    /// <inheritdoc cref="Try{T}"/>
    public void Try(Action use) => Try(() =>
    {
        use();
        return true;
    });

    /// <summary>Notes a fault of the disk.</summary>
    /// <returns>The exception for the caller.</returns>
    public TranscriptionException Failed(Exception fault)
    {
        if (_writable)
            _logger.SpoolNotWritable(fault);
        _writable = false;
        return AudioFailure.NotSpooled(fault);
    }

    public void Dispose()
    {
        if (Directory.Exists(Location))
            Directory.Delete(Location, recursive: true);
        if (Directory.Exists(_root))
            File.Delete(_lockPath);
        _lock.Dispose();
    }

    // A cleaner of temporary files may remove the folders and the lock file while this process runs.
    private void Repair()
    {
        lock (_repair)
        {
            PrivateFolder.Create(_root);
            if (!File.Exists(_lockPath))
            {
                _lock.Dispose();
                _lock = CreateLock();
            }
            PrivateFolder.Create(Location);
        }
    }

    private FileStream CreateLock() => new(_lockPath, new FileStreamOptions
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.ReadWrite,
        Share = FileShare.None,
        UnixCreateMode = PrivateFolder.FileMode,
    });

    private static void RemoveLeftovers(string root, DateTimeOffset before, ILogger logger)
    {
        foreach (var lockPath in Directory.EnumerateFiles(root, "*" + LockSuffix))
        {
            if (IsOwn(lockPath) && File.GetLastWriteTimeUtc(lockPath) < before && TryLock(lockPath) is { } abandoned)
            {
                using (abandoned)
                    Remove(lockPath[..^LockSuffix.Length], lockPath);
                logger.LeftoversRemoved(Path.GetFileNameWithoutExtension(lockPath));
            }
        }
    }

    // In a root that others can write to, a lock file of theirs must not make this process delete a folder.
    private static bool IsOwn(string lockPath)
    {
        var folder = lockPath[..^LockSuffix.Length];
        return Guid.TryParseExact(Path.GetFileName(folder), "N", out _) && PrivateFolder.IsOwn(lockPath) && PrivateFolder.IsOwn(folder);
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            // Its owner is alive, or another start is removing it right now.
            return null;
        }
    }

    private static void Remove(string folder, string lockPath)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        File.Delete(lockPath);
    }
}
