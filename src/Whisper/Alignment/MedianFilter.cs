using System.Numerics.Tensors;

namespace Transcribe.Whisper.Alignment;

/// <summary>
/// Running median of seven, reflected at the edges, like openai/whisper's <c>median_filter</c>; computed as a network of vectorised minima
/// and maxima.
/// </summary>
/// <param name="length">The length of the rows.</param>
internal sealed class MedianFilter(int length)
{
    private const int Width = 7;
    private const int Pad = Width / 2;

    /// <summary>Devillard's exchange network ("Fast median search"): its fourth lane ends with the median of the seven.</summary>
    private static readonly (int Low, int High)[] Exchanges =
        [(0, 5), (0, 3), (1, 6), (2, 4), (0, 1), (3, 5), (2, 6), (2, 3), (3, 6), (4, 5), (1, 4), (1, 3), (3, 4)];

    private readonly float[] _padded = new float[length + (2 * Pad)];
    private readonly float[][] _lanes = [.. Enumerable.Range(0, Width).Select(_ => new float[length])];
    private float[] _spare = new float[length];

    /// <summary>Filters a row in place; a row that is too short to be reflected is not changed.</summary>
    public void Apply(Span<float> row)
    {
        if (length <= Pad)
            return;
        FillLanes(row);
        foreach (var (low, high) in Exchanges)
        {
            TensorPrimitives.Min(_lanes[low], _lanes[high], _spare);
            TensorPrimitives.Max(_lanes[low], _lanes[high], _lanes[high]);
            (_lanes[low], _spare) = (_spare, _lanes[low]);
        }

        _lanes[Pad].CopyTo(row);
    }

    private void FillLanes(Span<float> row)
    {
        row.CopyTo(_padded.AsSpan(Pad));
        for (var i = 1; i <= Pad; i++)
        {
            _padded[Pad - i] = row[i];
            _padded[Pad + length - 1 + i] = row[length - 1 - i];
        }

        for (var lane = 0; lane < Width; lane++)
            _padded.AsSpan(lane, length).CopyTo(_lanes[lane]);
    }
}
