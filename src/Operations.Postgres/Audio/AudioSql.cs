namespace Transcribe.Operations.Postgres.Audio;

/// <summary>The statements of inline audio. <c>@now</c> is the time of the database's clock.</summary>
internal static class AudioSql
{
    public const string Insert = "INSERT INTO audio (operation_id, length, write_time) VALUES (@id, 0, @now)";
    public const string InsertChunk = "INSERT INTO audio_chunks (operation_id, idx, content) VALUES (@id, @idx, @content)";
    public const string SetLength = "UPDATE audio SET length = @length WHERE operation_id = @id";
    public const string ReadLength = "SELECT length FROM audio WHERE operation_id = @id";
    public const string ReadChunk = "SELECT content FROM audio_chunks WHERE operation_id = @id AND idx = @idx";
    public const string Delete = "DELETE FROM audio WHERE operation_id = @id";
    public const string ListOld = "SELECT operation_id FROM audio WHERE write_time < @now - @age ORDER BY write_time";
}
