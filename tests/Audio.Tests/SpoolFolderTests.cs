using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Audio.Spool;

namespace Transcribe.Audio.Tests;

public sealed class SpoolFolderTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("transcribe-tests-");
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(200));

    [Fact]
    public void New_AfterAProcessThatDied_RemovesWhatItLeft()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root.FullName, "dead"));
        File.WriteAllText(Path.Combine(folder.FullName, "audio"), "secret");
        File.WriteAllText(Path.Combine(_root.FullName, "dead.lock"), "");

        using var spool = Open();

        Assert.False(Directory.Exists(folder.FullName));
        Assert.False(File.Exists(Path.Combine(_root.FullName, "dead.lock")));
    }

    [Fact]
    public void New_BesideAProcessThatLives_LeavesItsFiles()
    {
        using var first = Open();
        var file = first.Create();
        file.OpenWrite().Dispose();

        using var second = Open();

        Assert.True(File.Exists(Path.Combine(file.Folder, file.Name)));
    }

    [Fact]
    public void New_OfFolderAndFile_AreTheOwnersAlone()
    {
        using var spool = Open();
        var file = spool.Create();
        file.OpenWrite().Dispose();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(file.Folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(file.Folder, file.Name)));
    }

    [Fact]
    public void New_InAFolderThatOthersUse_LeavesItsModeAlone()
    {
        var mode = File.GetUnixFileMode("/tmp");
        File.SetUnixFileMode(_root.FullName, mode);

        using var spool = Open();

        Assert.Equal(mode, File.GetUnixFileMode(_root.FullName));
    }

    [Fact]
    public void New_BesideALockThatIsNotHeldYet_LeavesItToItsOwner()
    {
        var lockPath = Path.Combine(_root.FullName, "starting.lock");
        File.WriteAllText(lockPath, "");
        File.SetLastWriteTimeUtc(lockPath, _time.GetUtcNow().UtcDateTime);

        using var spool = Open();

        Assert.True(File.Exists(lockPath));
    }

    [Fact]
    public void Dispose_WithFilesLeft_RemovesThem()
    {
        using (var spool = Open())
            spool.Create().OpenWrite().Dispose();

        Assert.Empty(_root.EnumerateFileSystemInfos());
    }

    public void Dispose() => _root.Delete(recursive: true);

    // Far in the future, so that no lock file is too young to be judged.
    private SpoolFolder Open() => new(Options.Create(new AudioOptions { SpoolFolder = _root.FullName }), _time, NullLogger<SpoolFolder>.Instance);
}
