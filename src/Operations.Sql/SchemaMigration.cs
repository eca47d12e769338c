namespace Transcribe.Operations.Sql;

/// <summary>One step from a version of the schema to the next.</summary>
/// <param name="Version">The version after the step: 1, 2, 3 …</param>
/// <param name="Statements">Run in one transaction.</param>
internal sealed record SchemaMigration(int Version, IReadOnlyList<string> Statements)
{
    /// <summary>Stands for the version of a database whose operations were moved to another one.</summary>
    public const int Moved = 1_000_000_000;

    /// <summary>Checks that a database is not newer than the newest step of this program.</summary>
    /// <exception cref="OperationStoreVersionException">It is newer, or its operations were moved.</exception>
    public static void Check(long version, IReadOnlyList<SchemaMigration> migrations)
    {
        if (version == Moved)
        {
            throw new OperationStoreVersionException(
                "The operations of this folder were moved to another database. Set the connection string to which they were moved");
        }
        if (version > migrations[^1].Version)
        {
            throw new OperationStoreVersionException(
                $"The database of operations has schema version {version}, but this program supports versions up to "
                + $"{migrations[^1].Version}. Start a newer version of the program, or move the database away");
        }
    }
}
