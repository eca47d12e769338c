using System.Numerics.Tensors;
using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Alignment;

/// <summary>
/// Combines the attention of several heads into one cost matrix of tokens over frames, like openai/whisper's <c>find_alignment</c>.
/// </summary>
internal sealed class AlignmentMatrix
{
    /// <summary>Prevents a division by zero for frames without attention.</summary>
    private const float MinDeviation = 1e-12f;

    private readonly AlignmentWeights _weights;
    private readonly int _frames;

    /// <param name="weights">Softmax over all frames of the padded window.</param>
    /// <param name="frames">The number of frames with audio; at least one is used.</param>
    public AlignmentMatrix(AlignmentWeights weights, int frames) => (_weights, _frames) = (weights, Math.Clamp(frames, 1, weights.Frames));

    /// <summary>The negated mean of the heads' weights, standardised over all tokens and smoothed over the frames.</summary>
    /// <returns>[to - from, frames]; a lower cost is likelier.</returns>
    public float[][] Cost(int from, int to)
    {
        var cost = Enumerable.Range(from, to - from).Select(_ => new float[_frames]).ToArray();
        var median = new MedianFilter(_frames);
        var row = new float[_frames];
        for (var head = 0; head < _weights.Heads; head++)
        {
            var rows = Normalised(head);
            var (mean, deviation) = Moments(rows);
            for (var token = from; token < to; token++)
            {
                TensorPrimitives.Subtract(rows[token], mean, row);
                TensorPrimitives.Divide(row, deviation, row);
                median.Apply(row);
                TensorPrimitives.Subtract(cost[token - from], row, cost[token - from]);
            }
        }

        foreach (var tokenCost in cost)
            TensorPrimitives.Divide(tokenCost, _weights.Heads, tokenCost);
        return cost;
    }

    /// <summary>
    /// The weights of one head over its audio frames, [tokens, frames]. A part of a softmax divided by its sum is the softmax over that
    /// part, which the reference computes.
    /// </summary>
    private float[][] Normalised(int head)
    {
        var rows = new float[_weights.Tokens][];
        for (var token = 0; token < rows.Length; token++)
        {
            var values = _weights.Values.AsSpan(((head * _weights.Tokens) + token) * _weights.Frames, _frames);
            rows[token] = new float[_frames];
            TensorPrimitives.Divide(values, TensorPrimitives.Sum<float>(values), rows[token]);
        }

        return rows;
    }

    /// <summary>Mean and (biased) standard deviation over the tokens for each frame.</summary>
    private (float[] Mean, float[] Deviation) Moments(float[][] rows)
    {
        var mean = new float[_frames];
        foreach (var row in rows)
            TensorPrimitives.Add(mean, row, mean);
        TensorPrimitives.Divide(mean, rows.Length, mean);

        var deviation = new float[_frames];
        var difference = new float[_frames];
        foreach (var row in rows)
        {
            TensorPrimitives.Subtract(row, mean, difference);
            TensorPrimitives.MultiplyAdd(difference, difference, deviation, deviation);
        }

        TensorPrimitives.Divide(deviation, rows.Length, deviation);
        TensorPrimitives.Sqrt(deviation, deviation);
        TensorPrimitives.Max(deviation, MinDeviation, deviation);
        return (mean, deviation);
    }
}
