namespace Transcribe.Transcription;

/// <summary>
/// The factor by which estimates of <see cref="DeadlineAdmission"/> are multiplied: the 95th percentile of actual / estimated time over the
/// latest transcriptions. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// The estimate is a mean. Windows differ from it, and other processes, decoding and calls of other accounts that arrive later take time,
/// too. The factor is bounded, because callers can make a transcription slow, such as by reading its results slowly.
/// </remarks>
internal sealed class EstimateErrors
{
    /// <summary>
    /// The bounds of the factor. It is never less than a quarter more, because the next calls may differ from the latest.
    /// </summary>
    public const double Least = 1.25, Most = 3;

    private const int Memory = 64;
    private const int Fewest = 16;
    private const double Percentile = 0.95;

    private readonly Queue<double> _ratios = [];

    /// <summary>The factor, <see cref="Least"/> to <see cref="Most"/>.</summary>
    public double Margin { get; private set; } = Least;

    /// <summary>Counts a transcription.</summary>
    /// <param name="ratio">Its actual time divided by the estimate.</param>
    public void Add(double ratio)
    {
        _ratios.Enqueue(ratio);
        if (_ratios.Count > Memory)
            _ratios.Dequeue();
        if (_ratios.Count < Fewest)
            return;
        var sorted = _ratios.Order().ToArray();
        Margin = Math.Clamp(sorted[(int)Math.Ceiling(Percentile * sorted.Length) - 1], Least, Most);
    }
}
