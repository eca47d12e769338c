using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Transcribe.Core;

/// <summary>
/// A folder for callers' audio and text on a host with other users. Nobody else may have made it, or may put files into it. On other
/// systems than Linux the owners are not checked.
/// </summary>
public static partial class PrivateFolder
{
    /// <summary>The mode of folders: only their owner may enter them.</summary>
    public const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The mode of files: only their owner may read or write them.</summary>
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const uint Root = 0;

    /// <summary>Creates the folder with mode 0700 if it does not exist, and checks who could change it.</summary>
    /// <param name="path">An absolute path.</param>
    /// <exception cref="IOException">
    /// The folder cannot be created; it belongs to another user than this one and root; it belongs to root and everybody may write to it;
    /// or the path leads through another user's symbolic link. The message is one sentence for the operator.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be created.</exception>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }
        CheckLinks(path);
        Directory.CreateDirectory(path, FolderMode);
        // Somebody may have been faster.
        CheckLinks(path);
        if (FileOwner.Of(path, followsLink: true) is not { } owner)
            return;
        if (!owner.IsTrusted)
            throw new IOException($"The folder {path} belongs to user {owner.User}, and the service runs as user {FileOwner.Self}");
        var everybodyWrites = (File.GetUnixFileMode(path) & (UnixFileMode.OtherWrite | UnixFileMode.StickyBit)) == UnixFileMode.OtherWrite;
        if (everybodyWrites && owner.User != FileOwner.Self)
            throw new IOException($"The folder {path} belongs to root, and everybody may replace files in it");
    }

    /// <summary>Creates a file with mode 0600, for asynchronous writes.</summary>
    /// <exception cref="IOException">The file exists, or cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be created.</exception>
    public static FileStream CreateFile(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = System.IO.FileMode.CreateNew,
            Access = FileAccess.Write,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = FileMode;
        return new FileStream(path, options);
    }

    /// <summary>Whether a file or folder belongs to this user. A symbolic link counts itself. True on other systems than Linux.</summary>
    public static bool IsOwn(string path) => FileOwner.Of(path, followsLink: false) is not { } owner || owner.User == FileOwner.Self;

    /// <summary>Takes the rights of others from a file of this user, which an earlier version made for everybody to read.</summary>
    [UnsupportedOSPlatform("windows")]
    public static void HideFromOthers(string path)
    {
        const UnixFileMode others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        if (File.Exists(path) && IsOwn(path) && File.GetUnixFileMode(path) is var mode && (mode & others) != 0)
            File.SetUnixFileMode(path, mode & ~others);
    }

    private static void CheckLinks(string path)
    {
        for (var part = path; part is not null; part = Path.GetDirectoryName(part))
        {
            if (new FileInfo(part).LinkTarget is not null && FileOwner.Of(part, followsLink: false) is { IsTrusted: false } owner)
                throw new IOException($"The path {path} leads through the symbolic link {part}, which belongs to user {owner.User}");
        }
    }

    /// <summary>The user that a file belongs to.</summary>
    private readonly partial record struct FileOwner(uint User)
    {
        private const int CurrentFolder = -100; // AT_FDCWD
        private const int NotTheTarget = 0x100; // AT_SYMLINK_NOFOLLOW
        private const uint WantsUser = 0x8; // STATX_UID

        // struct statx has the same layout on every architecture: 256 bytes, with stx_uid at 20.
        private const int ResultBytes = 256;
        private const int UserAt = 20;

        public static uint Self { get; } = OperatingSystem.IsLinux() ? EffectiveUser() : Root;

        public bool IsTrusted => User == Self || User == Root;

        /// <summary>The owner; null if it is unknown.</summary>
        public static FileOwner? Of(string path, bool followsLink)
        {
            if (!OperatingSystem.IsLinux())
                return null;
            var result = new byte[ResultBytes];
            return Describe(CurrentFolder, path, followsLink ? 0 : NotTheTarget, WantsUser, result) == 0
                ? new FileOwner(MemoryMarshal.Read<uint>(result.AsSpan(UserAt)))
                : null;
        }

        [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
        private static partial int Describe(int folder, string path, int flags, uint mask, [Out] byte[] result);

        [LibraryImport("libc", EntryPoint = "geteuid")]
        private static partial uint EffectiveUser();
    }
}
