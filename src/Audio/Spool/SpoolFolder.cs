using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Transcribe.Audio.Spool;

/// <summary>
/// This process's folder for spooled audio, under a root that other processes may share. The process locks a file beside its folder. The
/// kernel releases the lock when the process dies, so the next start can distinguish abandoned folders from the folders of running servers.
/// </summary>
internal sealed class SpoolFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string LockSuffix = ".lock";

    // The owner of such a young lock file may not have locked it yet.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    private readonly string _folder;
    private readonly string _lockPath;
    private readonly FileStream _lock;

    public SpoolFolder(IOptions<AudioOptions> options, TimeProvider time, ILogger<SpoolFolder> logger)
    {
        var root = Path.GetFullPath(options.Value.SpoolFolder);
        Directory.CreateDirectory(root, OwnerOnly);
        RemoveLeftovers(root, time.GetUtcNow() - Settling, logger);
        _folder = Path.Combine(root, Guid.NewGuid().ToString("N"));
        _lockPath = _folder + LockSuffix;
        _lock = new FileStream(_lockPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        Directory.CreateDirectory(_folder, OwnerOnly);
    }

    /// <summary>A new name for a file in the folder. The file does not exist yet.</summary>
    public SpoolFile Create() => new(_folder, Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        File.Delete(_lockPath);
        _lock.Dispose();
    }

    private static void RemoveLeftovers(string root, DateTimeOffset before, ILogger logger)
    {
        foreach (var lockPath in Directory.EnumerateFiles(root, "*" + LockSuffix))
        {
            if (File.GetLastWriteTimeUtc(lockPath) < before && TryLock(lockPath) is { } abandoned)
            {
                using (abandoned)
                    Remove(lockPath[..^LockSuffix.Length], lockPath);
                logger.LeftoversRemoved(Path.GetFileNameWithoutExtension(lockPath));
            }
        }
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
