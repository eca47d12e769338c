using Microsoft.ML.OnnxRuntime;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference.Graphs;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>What the rows of a run may be followed by, and what was chosen: all that goes to a device and comes back for each token.</summary>
internal sealed class ChoiceRows : IDisposable
{
    private readonly int[] _ids;
    private readonly float[] _logProbabilities;

    public ChoiceRows(int rows)
    {
        Constraints = new int[rows * TokenChoice.Columns];
        (_ids, _logProbabilities) = (new int[rows], new float[rows]);
        Ids = OrtValue.CreateTensorValueFromMemory(_ids, [rows, 1]);
        LogProbabilities = OrtValue.CreateTensorValueFromMemory(_logProbabilities, [rows, 1]);
    }

    /// <summary>[rows, <see cref="TokenChoice.Columns"/>].</summary>
    public int[] Constraints { get; }

    /// <summary>[rows, 1].</summary>
    public OrtValue Ids { get; }

    /// <summary>[rows, 1].</summary>
    public OrtValue LogProbabilities { get; }

    /// <summary>Writes the constraints. A row without any gets the default ones, which allow nothing: its answer is not read.</summary>
    public void Ask(ReadOnlySpan<TokenConstraints?> choices)
    {
        for (var row = 0; row < choices.Length; row++)
            TokenChoice.Write(choices[row].GetValueOrDefault(), Constraints.AsSpan(row * TokenChoice.Columns, TokenChoice.Columns));
    }

    /// <summary>Reads what was chosen, where it was asked for.</summary>
    public void Answer(ReadOnlySpan<TokenConstraints?> choices, Span<GeneratedToken?> chosen)
    {
        for (var row = 0; row < choices.Length; row++)
            chosen[row] = choices[row] is null ? null : new GeneratedToken(_ids[row], _logProbabilities[row]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Ids.Dispose();
        LogProbabilities.Dispose();
    }
}
