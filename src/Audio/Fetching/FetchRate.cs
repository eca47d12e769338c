namespace Transcribe.Audio.Fetching;

/// <summary>
/// Measures a sender against the least rate with a leaky bucket: each wait for it is a debt, which its bytes pay. Other time does not
/// count.
/// </summary>
/// <param name="least">The least rate in bytes per second; 0 accepts any rate.</param>
/// <param name="window">The time over which the rate is averaged, and the longest pause.</param>
internal sealed class FetchRate(int least, TimeSpan window)
{
    private TimeSpan _debt;

    /// <summary>Whether the sender has been too slow for most of the window.</summary>
    public bool IsSlow => _debt > window / 2;

    /// <summary>How long nothing may arrive from now on. A sender that was fast enough may pause for the whole window.</summary>
    public TimeSpan Patience => !IsSlow ? window : _debt < window ? window - _debt : TimeSpan.Zero;

    /// <summary>Counts what a wait brought.</summary>
    public void Count(int bytes, TimeSpan waited)
    {
        if (least == 0)
            return;
        var debt = _debt + waited - TimeSpan.FromSeconds((double)bytes / least);
        _debt = debt > TimeSpan.Zero ? debt : TimeSpan.Zero;
    }
}
