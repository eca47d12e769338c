using System.ComponentModel.DataAnnotations;

namespace Transcribe.Operations.Sqlite;

/// <summary>Where the SQLite store keeps operations. Section <c>Transcribe:Operations</c>.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The configuration section, shared with <see cref="OperationsOptions"/>.</summary>
    public const string Section = OperationsOptions.Section;

    public const string DefaultFolder = "data";

    /// <summary>The folder of the database and of inline audio; default <c>data</c>.</summary>
    [Required]
    public string Folder { get; set; } = DefaultFolder;

    /// <summary>Checks that the folder exists, for commands that must not create it.</summary>
    /// <exception cref="IOException">It does not exist.</exception>
    public void RequireFolder()
    {
        var folder = Path.GetFullPath(Folder);
        if (!Directory.Exists(folder))
            throw new IOException($"{Section}:{nameof(Folder)} is no folder: {folder}");
    }
}
