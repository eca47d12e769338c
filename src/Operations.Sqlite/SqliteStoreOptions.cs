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
}
