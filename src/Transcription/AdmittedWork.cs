using Transcribe.Core;

namespace Transcribe.Transcription;

/// <summary>A transcription in progress and the audio that is left of it. Not safe for concurrent use: its admission locks.</summary>
/// <param name="owner">Counts the work until it is disposed of.</param>
/// <param name="model">The model that does the work.</param>
/// <param name="requester">Whose work it is, and its priority.</param>
/// <param name="audio">The duration of its audio; null if unknown, which counts as one window until the work ends.</param>
internal sealed class AdmittedWork(DeadlineAdmission owner, ISpeechModel model, Requester requester, TimeSpan? audio) : IDisposable
{
    /// <summary>The longest window.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    private TimeSpan _done;

    /// <summary>When it was admitted.</summary>
    public required DateTimeOffset Admitted { get; init; }

    /// <summary>When its caller stops waiting; null if it waits for any time.</summary>
    public required DateTimeOffset? Deadline { get; init; }

    /// <summary>The time that it was expected to take; null if nothing was known.</summary>
    public TimeSpan? Estimate { get; set; }

    /// <summary>Whether all of its audio is transcribed.</summary>
    public bool IsComplete { get; private set; }

    public ISpeechModel Model => model;

    public string Account => requester.Caller.Account;

    public WorkPriority Priority => requester.Priority;

    /// <summary>The audio that is left, silence included, because nobody knows where it is before the audio is decoded.</summary>
    public TimeSpan Remaining => audio is not { } whole ? Window : whole > _done ? whole - _done : TimeSpan.Zero;

    /// <summary>The turns in the model's queue that are left, at least 1.</summary>
    public int Turns => Math.Max(1, (int)Math.Ceiling(Remaining / Window));

    /// <summary>Counts a finished span of the audio.</summary>
    public void Finish(TimeSpan span) => owner.Locked(() => _done += span);

    /// <summary>Notes that all of the audio is transcribed.</summary>
    public void Complete() => owner.Locked(() => IsComplete = true);

    /// <inheritdoc/>
    public void Dispose() => owner.Leave(this);
}
