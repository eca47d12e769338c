using Transcribe.Core;

namespace Transcribe.Server.Access;

/// <summary>
/// Limits the audio per hour of each caller. A balance holds the audio of one hour and refills evenly. Audio is charged when it has been
/// processed, so a balance can become negative; then the caller is refused until it is positive again.
/// </summary>
internal sealed class AudioQuota(Allowances allowances, TimeProvider time)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Debt> _debts = [];
    private long _swept = time.GetTimestamp();

    /// <summary>Refuses a caller whose balance is not positive.</summary>
    /// <exception cref="Grpc.Core.RpcException">QUOTA_EXCEEDED.</exception>
    public void Check(Caller caller)
    {
        if (Limit(caller) is not { } limit)
            return;
        lock (_gate)
        {
            var excess = Owed(caller.Account, limit) - limit;
            if (excess >= TimeSpan.Zero)
                throw QuotaExceeded.Of("audio per hour", (excess * (Hour / limit)) + TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>Charges processed audio to a caller.</summary>
    public void Charge(Caller caller, TimeSpan audio)
    {
        if (Limit(caller) is not { } limit || audio <= TimeSpan.Zero)
            return;
        lock (_gate)
        {
            _debts[caller.Account] = new Debt(Owed(caller.Account, limit) + audio, time.GetTimestamp(), limit);
            Sweep();
        }
    }

    // The service itself has no quota.
    private TimeSpan? Limit(Caller caller) =>
        caller.Account.Length > 0 && allowances.Of(caller).AudioMinutesPerHour is > 0 and var minutes
            ? TimeSpan.FromMinutes(minutes)
            : null;

    // The part of the balance that is missing.
    private TimeSpan Owed(string account, TimeSpan limit) => _debts.TryGetValue(account, out var debt) ? Owed(debt, limit) : TimeSpan.Zero;

    private TimeSpan Owed(Debt debt, TimeSpan limit)
    {
        var owed = debt.Audio - (time.GetElapsedTime(debt.At) * (limit / Hour));
        return owed > TimeSpan.Zero ? owed : TimeSpan.Zero;
    }

    // Accounts can be addresses, of which there are many. One that owes nothing needs no entry.
    private void Sweep()
    {
        if (time.GetElapsedTime(_swept) < TimeSpan.FromMinutes(1))
            return;
        _swept = time.GetTimestamp();
        foreach (var (account, debt) in _debts)
        {
            if (Owed(debt, debt.Limit) == TimeSpan.Zero)
                _debts.Remove(account);
        }
    }

    private readonly record struct Debt(TimeSpan Audio, long At, TimeSpan Limit);
}
