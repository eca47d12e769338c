namespace Transcribe.Realtime.Events;

/// <summary>Ids of events, items and sessions.</summary>
internal static class Ids
{
    /// <summary>A new id, such as <c>event_…</c>.</summary>
    public static string New(string kind) => $"{kind}_{Guid.NewGuid():N}";
}
