using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Audio.Spool;
using Transcribe.Core;

namespace Transcribe.Audio.Tests;

public sealed class SpoolFolderTests : IDisposable
{
    private const string Dead = "0123456789abcdef0123456789abcdef";
    private const string Other = "12345";

    private readonly TestFolder _root = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(200));

    [Fact]
    public void New_AfterAProcessThatDied_RemovesWhatItLeft()
    {
        var folder = Directory.CreateDirectory(_root[Dead]);
        File.WriteAllText(Path.Combine(folder.FullName, "audio"), "secret");
        File.WriteAllText(_root[$"{Dead}.lock"], "");

        using var spool = Open();

        Assert.False(Directory.Exists(folder.FullName));
        Assert.False(File.Exists(_root[$"{Dead}.lock"]));
    }

    [Fact]
    public void New_BesideALockThatNamesAnotherFolder_LeavesTheFolder()
    {
        var folder = Directory.CreateDirectory(_root["documents"]);
        File.WriteAllText(_root["documents.lock"], "");

        using var spool = Open();

        Assert.True(Directory.Exists(folder.FullName));
    }

    [Fact]
    public async Task New_BesideALockOfAnotherUser_LeavesTheFolder()
    {
        var folder = Directory.CreateDirectory(_root[Dead]);
        File.WriteAllText(_root[$"{Dead}.lock"], "");
        await GiveAwayAsync(_root[$"{Dead}.lock"]);

        using var spool = Open();

        Assert.True(Directory.Exists(folder.FullName));
    }

    [Fact]
    public async Task New_InAFolderOfAnotherUser_IsRefused()
    {
        await GiveAwayAsync(_root.Path);

        var fault = Assert.Throws<IOException>(() => Open());

        Assert.Equal($"The folder {_root.Path} belongs to user {Other}, and the service runs as user 0", fault.Message);
    }

    [Fact]
    public async Task New_ThroughALinkOfAnotherUser_IsRefused()
    {
        Directory.CreateDirectory(_root["target"]);
        File.CreateSymbolicLink(_root["link"], _root["target"]);
        using (Open(Path.Combine(_root["link"], "own")))
            Assert.True(Directory.Exists(Path.Combine(_root["target"], "own")));
        await GiveAwayAsync(_root["link"]);

        var fault = Assert.Throws<IOException>(() => Open(Path.Combine(_root["link"], "own")));

        Assert.Equal(
            $"The path {_root["link"]}/own leads through the symbolic link {_root["link"]}, which belongs to user {Other}", fault.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_root["target"], "own")));
    }

    [Fact]
    public async Task Create_FolderWasReplacedByAnotherUser_IsUnavailable()
    {
        using var spool = Open();
        Directory.Delete(spool.Location);
        Directory.CreateDirectory(_root["trap"]);
        File.CreateSymbolicLink(spool.Location, _root["trap"]);
        await GiveAwayAsync(spool.Location);

        var fault = Assert.Throws<TranscriptionException>(() => spool.Create().OpenWrite());

        Assert.Equal(TranscriptionError.SpoolUnavailable, fault.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_root["trap"]));
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
        File.SetUnixFileMode(_root.Path, mode);

        using var spool = Open();

        Assert.Equal(mode, File.GetUnixFileMode(_root.Path));
    }

    [Fact]
    public void New_BesideALockThatIsNotHeldYet_LeavesItToItsOwner()
    {
        var lockPath = _root["starting.lock"];
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

        Assert.Empty(Directory.EnumerateFileSystemEntries(_root.Path));
    }

    [Fact]
    public void Create_FolderWasRemoved_MakesItAndItsLockAgain()
    {
        using var spool = Open();
        Directory.Delete(_root.Path, recursive: true);

        spool.Create().OpenWrite().Dispose();

        Assert.Single(Directory.EnumerateFiles(spool.Location));
        // The next start leaves the folder to this process.
        using var other = Open();
        Assert.True(Directory.Exists(spool.Location));
    }

    [Fact]
    public void OpenRead_FileWasRemoved_IsUnavailable()
    {
        using var spool = Open();
        var file = spool.Create();
        file.OpenWrite().Dispose();
        File.Delete(Path.Combine(file.Folder, file.Name));

        Assert.Equal(TranscriptionError.SpoolUnavailable, Assert.Throws<TranscriptionException>(file.OpenRead).Error);
        Assert.True(spool.IsWritable());
    }

    [Fact]
    public void Create_RootCannotBeMade_IsUnavailableUntilItCan()
    {
        var root = _root["volume"];
        using var spool = Open(root);
        Directory.Delete(root, recursive: true);
        File.WriteAllText(root, "a file in its place");

        Assert.Equal(TranscriptionError.SpoolUnavailable, Assert.Throws<TranscriptionException>(spool.Create).Error);
        Assert.False(spool.IsWritable());
        File.Delete(root);
        Assert.True(spool.IsWritable());
        spool.Create().OpenWrite().Dispose();
    }

    // Every write to /dev/full fails as on a full disk.
    [Fact]
    public async Task Write_DiskIsFull_IsUnavailable()
    {
        using var spool = Open();
        var full = new SpoolStream(spool, new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0));

        var fault = await Assert.ThrowsAsync<TranscriptionException>(() => full.WriteAsync(new byte[1]).AsTask());

        Assert.Equal(TranscriptionError.SpoolUnavailable, fault.Error);
        Assert.IsAssignableFrom<IOException>(fault.InnerException);
    }

    public void Dispose() => _root.Dispose();

    // A link counts itself.
    private static async Task GiveAwayAsync(string path)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can give a file to another user.");
        using var chown = Process.Start("chown", ["--no-dereference", Other, path]);
        await chown.WaitForExitAsync();
        Assert.Equal(0, chown.ExitCode);
    }

    // Far in the future, so that no lock file is too young to be judged.
    private SpoolFolder Open(string? root = null) =>
        new(Options.Create(new AudioOptions { SpoolFolder = root ?? _root.Path }), _time, NullLogger<SpoolFolder>.Instance);
}
