namespace Transcribe.Operations.Postgres.Changes;

/// <summary>The payload of a notification: the process that sends it and the names of its changes.</summary>
/// <param name="Sender">Unique for a process.</param>
/// <param name="Changes">Names without the separators.</param>
internal sealed record ChangeMessage(string Sender, IReadOnlyList<string> Changes)
{
    public const string Channel = "transcribe_changes";

    // A payload has less than 8000 bytes. A change has at most 32.
    private const int MaxChanges = 200;

    /// <summary>The payloads of any number of changes.</summary>
    public static IEnumerable<string> Payloads(string sender, IEnumerable<string> changes) =>
        changes.Chunk(MaxChanges).Select(some => $"{sender} {string.Join(' ', some)}");

    public static ChangeMessage Parse(string payload) => payload.Split(' ') is [var sender, .. var changes]
        ? new ChangeMessage(sender, changes)
        : new ChangeMessage("", []);
}
