using Microsoft.ML.OnnxRuntime;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference.Graphs;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>
/// A run whose inputs and outputs other than caches and logits are a few numbers per row in host memory. IoBinding copies a host input to
/// the device when it is bound, not when the graph runs (ONNX Runtime's IOBinding::BindInput), so on a device host inputs are rebound
/// before every run. GroupQueryAttention's CUDA kernel reads the longest row's length on the host, which is not copied
/// (group_query_attention.cc, OrtMemTypeCPUInput); it reads each row's own length on the device.
/// </summary>
internal sealed class DecoderBinding : IDecoderRun
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private readonly int[] _lastPositions;
    private readonly int[] _totalLength = new int[1];
    private readonly int[] _lastAudioPositions;
    private readonly int[] _audioLength = new int[1];
    private readonly Dictionary<string, OrtValue> _hostInputs = [];
    private readonly ChoiceRows? _choices;
    private readonly SlotCaches _caches;
    private readonly int _first;
    private long[] _tokens = [];
    private long[] _positions = [];

    public DecoderBinding(InferenceSession session, SlotCaches caches, SlotBuffer logits, int first, int count, bool chooses)
    {
        (_session, _caches, _first) = (session, caches, first);
        _binding = session.CreateIoBinding();
        (_lastPositions, _lastAudioPositions) = (new int[count], new int[count]);
        try
        {
            _options.AddRunConfigEntry(CapturedStep.CaptureId, CapturedStep.NoCapture);
            BindInput(DecoderGraph.LastPositions, _lastPositions, [count]);
            BindInput(DecoderGraph.TotalLength, _totalLength, []);
            BindInput(DecoderGraph.LastAudioPositions, _lastAudioPositions, [count]);
            BindInput(DecoderGraph.AudioLength, _audioLength, []);
            DecoderMemory.Bind(_binding, caches, logits, first, count);
            if (!chooses)
                return;
            _choices = new ChoiceRows(count);
            BindInput(TokenChoice.Constraints, _choices.Constraints, [count, TokenChoice.Columns]);
            _binding.BindOutput(TokenChoice.Ids, _choices.Ids);
            _binding.BindOutput(TokenChoice.LogProbabilities, _choices.LogProbabilities);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The outputs of a run and the memory that holds each.</summary>
    public IReadOnlyList<(string Name, OrtMemoryInfo Memory)> Outputs()
    {
        using var values = _binding.GetOutputValues();
        return [.. _binding.GetOutputNames().Zip(values, (name, value) => (name, value.GetTensorMemoryInfo()))];
    }

    /// <inheritdoc/>
    public void Run(
        ReadOnlySpan<int> tokens, ReadOnlySpan<int> positions, ReadOnlySpan<TokenConstraints?> choices, Span<GeneratedToken?> chosen)
    {
        var (rows, length) = (_lastPositions.Length, tokens.Length / _lastPositions.Length);
        for (var row = 0; row < rows; row++)
        {
            _lastPositions[row] = positions[((row + 1) * length) - 1];
            _lastAudioPositions[row] = _caches.AudioLengths[_first + row] - 1;
        }
        _totalLength[0] = _lastPositions.Max() + 1;
        _audioLength[0] = _lastAudioPositions.Max() + 1;
        if (tokens.Length != _tokens.Length)
            BindFeed(rows, length);
        Widen(tokens, _tokens);
        Widen(positions, _positions);
        _choices?.Ask(choices);
        if (_caches.Device is not null)
            BindHostInputs();
        _session.RunWithBinding(_options, _binding);
        _choices?.Answer(choices, chosen);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _options.Dispose();
        _choices?.Dispose();
        foreach (var value in _hostInputs.Values)
            value.Dispose();
    }

    // Steps all have the length 1, so they bind the inputs once.
    private void BindFeed(int rows, int length)
    {
        (_tokens, _positions) = (new long[rows * length], new long[rows * length]);
        BindInput(DecoderGraph.Tokens, _tokens, [rows, length]);
        BindInput(DecoderGraph.Positions, _positions, [rows, length]);
    }

    private void BindInput<T>(string input, T[] values, long[] shape)
        where T : unmanaged
    {
        var value = OrtValue.CreateTensorValueFromMemory(values, shape);
        _binding.BindInput(input, value);
        if (_hostInputs.Remove(input, out var before))
            before.Dispose();
        _hostInputs.Add(input, value);
    }

    private void BindHostInputs()
    {
        foreach (var (input, value) in _hostInputs)
            _binding.BindInput(input, value);
    }

    private static void Widen(ReadOnlySpan<int> values, long[] wide)
    {
        for (var i = 0; i < wide.Length; i++)
            wide[i] = values[i];
    }
}
