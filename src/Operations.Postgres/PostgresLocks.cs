namespace Transcribe.Operations.Postgres;

/// <summary>The keys of advisory locks. They begin with the letters "transcr", so that other programs are unlikely to use them.</summary>
internal static class PostgresLocks
{
    /// <summary>Held by the process that migrates the schema.</summary>
    public const long Migration = 0x7472_616E_7363_7201;

    /// <summary>The seed of the hashes of lock names.</summary>
    public const long Names = 0x7472_616E_7363_7202;
}
