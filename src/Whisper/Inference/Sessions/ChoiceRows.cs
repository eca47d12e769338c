using Microsoft.ML.OnnxRuntime;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference.Graphs;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>The constraints and chosen tokens of a run's rows: the only data copied to and from a device for each token.</summary>
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

    /// <summary>The constraints, [rows, <see cref="TokenChoice.Columns"/>].</summary>
    public int[] Constraints { get; }

    /// <summary>The chosen ids, [rows, 1].</summary>
    public OrtValue Ids { get; }

    /// <summary>The log-probabilities of the chosen ids, [rows, 1].</summary>
    public OrtValue LogProbabilities { get; }

    /// <summary>
    /// Writes the constraints. A row without constraints gets the default ones, which allow no token; its result is not read.
    /// </summary>
    public void Ask(ReadOnlySpan<TokenConstraints?> choices)
    {
        for (var row = 0; row < choices.Length; row++)
            TokenChoice.Write(choices[row].GetValueOrDefault(), Constraints.AsSpan(row * TokenChoice.Columns, TokenChoice.Columns));
    }

    /// <summary>Reads the chosen tokens of the rows that requested one.</summary>
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
