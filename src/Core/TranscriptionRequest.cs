namespace Transcribe.Core;

/// <summary>The audio of one request and how to transcribe it.</summary>
public sealed record TranscriptionRequest
{
    /// <summary>The audio: inline bytes or a URL.</summary>
    public required AudioInput Audio { get; init; }

    /// <summary>How to transcribe it.</summary>
    public TranscriptionSettings Settings { get; init; } = new();

    /// <summary>Who makes the request.</summary>
    public Caller Caller { get; init; } = Caller.None;

    /// <summary>When the caller stops waiting for the answer; null if it waits for any time.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The priority of the request's windows.</summary>
    public WorkPriority Priority { get; init; } = WorkPriority.Direct;
}
