using Transcribe.Core;

namespace Transcribe.Transcription;

/// <summary>Refuses a transcription that would not end before its caller's deadline, so that its caller can go elsewhere at once.</summary>
/// <remarks>
/// <para>
/// The estimate counts seconds of audio: what is left of the transcription itself, plus the larger of two parts.
/// </para>
/// <list type="bullet">
/// <item>Turns: what others may transcribe before its last window takes a slot. Accounts take turns by windows of at most 30 s, and so do
/// the requests of an account. Of a transcription with n windows, each other request of the account gets at most n turns; with t turns of
/// its account in all, each other account gets at most t. Background work counts one window, which must leave its slot first.</item>
/// <item>Slots: what others transcribe beside its last window, at most as much as that window in each of the other slots.</item>
/// </list>
/// <para>
/// The sum divided by <see cref="ISpeechModel.Throughput"/> is the time that it takes on average. It is multiplied by a margin, which
/// <see cref="EstimateErrors"/> measures. Live windows are not counted, because the throughput leaves out what they take. Nothing is
/// refused before the throughput is measured, or while nothing else is in progress: a model without other work may be faster than it was
/// measured.
/// </para>
/// </remarks>
/// <param name="options">Whether to refuse.</param>
/// <param name="time">The clock of the deadlines.</param>
internal sealed class DeadlineAdmission(AdmissionOptions options, TimeProvider time)
{
    /// <summary>The bounds of the delay after which a refused caller should retry.</summary>
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly HashSet<AdmittedWork> _inProgress = [];
    private readonly EstimateErrors _errors = new();

    /// <summary>Admits a transcription until the result is disposed of.</summary>
    /// <param name="model">The model that will transcribe.</param>
    /// <param name="requester">Whose transcription it is, and its priority.</param>
    /// <param name="audio">The duration of the audio; null if unknown.</param>
    /// <param name="deadline">When the caller stops waiting; null if it waits for any time.</param>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.Overloaded"/>: it would not end before the deadline. The delay is the time after which it probably
    /// would, if no other work arrived.
    /// </exception>
    public AdmittedWork Enter(ISpeechModel model, Requester requester, TimeSpan? audio, DateTimeOffset? deadline)
    {
        lock (_gate)
        {
            var work = new AdmittedWork(this, model, requester, audio) { Admitted = time.GetUtcNow(), Deadline = deadline };
            if (options.AdmitByDeadline && model.Throughput is { } throughput)
                Check(work, throughput);
            _inProgress.Add(work);
            return work;
        }
    }

    /// <summary>Runs a change of work that is in progress.</summary>
    public void Locked(Action change)
    {
        lock (_gate)
            change();
    }

    /// <summary>Forgets a transcription that has ended, and compares its time with the estimate.</summary>
    public void Leave(AdmittedWork work)
    {
        lock (_gate)
        {
            // The time of a transcription that ends too late is at least that until its deadline.
            var now = time.GetUtcNow();
            if (_inProgress.Remove(work) && work.Estimate is { } estimate && (work.IsComplete || now >= work.Deadline))
                _errors.Add((now - work.Admitted) / estimate);
        }
    }

    private void Check(AdmittedWork work, double throughput)
    {
        var others = _inProgress.Where(other => other.Model == work.Model && other.Remaining > TimeSpan.Zero).ToArray();
        work.Estimate = (work.Remaining + Ahead(work, others)) / throughput;
        if (others.Length == 0 || work.Deadline is not { } deadline)
            return;
        var (needed, left) = (_errors.Margin * work.Estimate.Value, deadline - work.Admitted);
        if (needed <= left)
            return;
        throw new TranscriptionException(
            TranscriptionError.Overloaded,
            $"The transcription would not end before the call's deadline: {Math.Max(0, left.TotalSeconds):F1} s are left, and with "
            + $"the work in progress it would take about {needed.TotalSeconds:F1} s")
        {
            RetryAfter = TimeSpan.FromSeconds(
                Math.Clamp((needed - left).TotalSeconds, ShortestDelay.TotalSeconds, LongestDelay.TotalSeconds)),
        };
    }

    private static TimeSpan Ahead(AdmittedWork work, AdmittedWork[] others)
    {
        var direct = others.Where(other => other.Priority != WorkPriority.Background).ToArray();
        var account = direct.Where(other => other.Account == work.Account).ToArray();
        var turns = work.Turns + account.Sum(other => Math.Min(other.Turns, work.Turns));
        var before = Sum(account.Select(other => Least(other.Remaining, work.Turns * AdmittedWork.Window)))
            + Sum(direct.Except(account).GroupBy(other => other.Account)
                .Select(other => Least(Sum(other.Select(request => request.Remaining)), turns * AdmittedWork.Window)))
            + Least(Sum(others.Except(direct).Select(other => other.Remaining)), AdmittedWork.Window);
        var beside = Least(
            Sum(others.Select(other => other.Remaining)), (work.Model.Concurrency - 1) * Least(work.Remaining, AdmittedWork.Window));
        return before > beside ? before : beside;
    }

    private static TimeSpan Sum(IEnumerable<TimeSpan> times) => times.Aggregate(TimeSpan.Zero, (sum, time) => sum + time);

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
