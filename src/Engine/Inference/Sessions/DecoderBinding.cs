using Microsoft.ML.OnnxRuntime;
using Transcribe.Engine.Inference.Graphs;

namespace Transcribe.Engine.Inference.Sessions;

/// <summary>The decoder bound to a run of consecutive slots: caches and logits are read and written where they lie.</summary>
internal sealed class DecoderBinding : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _options = new();
    private readonly int[] _lastPositions;
    private readonly int[] _totalLength = new int[1];
    private readonly int[] _lastAudioPositions;
    private readonly int[] _audioLength = new int[1];
    private readonly OrtValue[] _lengths;
    private readonly SlotCaches _caches;
    private readonly int _first;
    private long[] _tokens = [];
    private long[] _positions = [];
    private OrtValue[] _feed = [];

    public DecoderBinding(InferenceSession session, SlotCaches caches, NativeBuffer logits, int first, int count)
    {
        (_session, _caches, _first) = (session, caches, first);
        _binding = session.CreateIoBinding();
        (_lastPositions, _lastAudioPositions) = (new int[count], new int[count]);
        _lengths =
        [
            BindInput(DecoderGraph.LastPositions, _lastPositions, [count]),
            BindInput(DecoderGraph.TotalLength, _totalLength, []),
            BindInput(DecoderGraph.LastAudioPositions, _lastAudioPositions, [count]),
            BindInput(DecoderGraph.AudioLength, _audioLength, []),
        ];
        _binding.BindOutput(DecoderGraph.Logits, logits.View(first, count));
        for (var layer = 0; layer < caches.SelfKeys.Length; layer++)
        {
            var (key, value) = (caches.SelfKeys[layer].View(first, count), caches.SelfValues[layer].View(first, count));
            _binding.BindInput(DecoderGraph.PastKey(layer), key);
            _binding.BindInput(DecoderGraph.PastValue(layer), value);
            _binding.BindOutput(DecoderGraph.PresentKey(layer), key);
            _binding.BindOutput(DecoderGraph.PresentValue(layer), value);
        }

        foreach (var (name, cache) in caches.Cross())
        {
            _binding.BindInput(name, cache.View(first, count));
            _binding.BindOutput(CrossCaches.PresentOf(name), cache.View(first, count));
        }

        foreach (var (name, scale) in caches.CrossScales())
            _binding.BindInput(name, scale.View(first, count));
    }

    /// <summary>Feeds <c>tokens.Length / slots</c> tokens to each slot, [slots, length] row-major, at the given positions.</summary>
    public void Run(ReadOnlySpan<int> tokens, ReadOnlySpan<int> positions)
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
        _session.RunWithBinding(_options, _binding);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _options.Dispose();
        foreach (var value in (IEnumerable<OrtValue>)[.. _lengths, .. _feed])
            value.Dispose();
    }

    // Once for all steps, whose length is one.
    private void BindFeed(int rows, int length)
    {
        (_tokens, _positions) = (new long[rows * length], new long[rows * length]);
        var before = _feed;
        _feed = [BindInput(DecoderGraph.Tokens, _tokens, [rows, length]), BindInput(DecoderGraph.Positions, _positions, [rows, length])];
        foreach (var value in before)
            value.Dispose();
    }

    private OrtValue BindInput<T>(string input, T[] values, long[] shape)
        where T : unmanaged
    {
        var value = OrtValue.CreateTensorValueFromMemory(values, shape);
        _binding.BindInput(input, value);
        return value;
    }

    private static void Widen(ReadOnlySpan<int> values, long[] wide)
    {
        for (var i = 0; i < wide.Length; i++)
            wide[i] = values[i];
    }
}
