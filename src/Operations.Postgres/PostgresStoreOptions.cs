using System.ComponentModel.DataAnnotations;
using Npgsql;

namespace Transcribe.Operations.Postgres;

/// <summary>The PostgreSQL database that keeps operations. Section <c>Transcribe:Operations:Postgres</c>.</summary>
public sealed class PostgresStoreOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = $"{OperationsOptions.Section}:Postgres";

    /// <summary>
    /// The database, as Npgsql names it; default none, and operations are in SQLite. Every server with the same database shares its
    /// operations.
    /// </summary>
    /// <remarks>For example <c>Host=db.internal;Database=transcribe;Username=transcribe;Password=…</c>.</remarks>
    public string? ConnectionString { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ConnectionString is not null && Fault(ConnectionString) is { } fault)
            yield return new ValidationResult($"{Section}:{nameof(ConnectionString)} is no connection string of Npgsql: {fault}");
    }

    private static string? Fault(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 } ? null : "it has no Host";
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return fault.Message;
        }
    }
}
