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

    public ISpeechModel Model => model;

    public string Account => requester.Caller.Account;

    public WorkPriority Priority => requester.Priority;

    /// <summary>The audio that is left, silence included, because nobody knows where it is before the audio is decoded.</summary>
    public TimeSpan Remaining => audio is not { } whole ? Window : whole > _done ? whole - _done : TimeSpan.Zero;

    /// <summary>The turns in the model's queue that are left, at least 1.</summary>
    public int Turns => Math.Max(1, (int)Math.Ceiling(Remaining / Window));

    /// <summary>Counts a finished span of the audio.</summary>
    public void Finish(TimeSpan span) => owner.Locked(() => _done += span);

    /// <inheritdoc/>
    public void Dispose() => owner.Leave(this);
}
