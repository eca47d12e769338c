namespace Transcribe.Operations.Postgres.Changes;

/// <summary>Tells the changes of this process from those of others.</summary>
internal sealed class ChangeSource
{
    public string Name { get; } = Guid.NewGuid().ToString("N");
}
