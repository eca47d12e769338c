using Microsoft.ML.OnnxRuntime;
using Transcribe.Whisper.Inference.Graphs;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>Computes a slot's cross-attention caches from the PCM of one window.</summary>
internal sealed class EncoderSession : IDisposable
{
    private readonly int _melBins;
    private readonly InferenceSession _session;
    private readonly SlotCaches _caches;
    private readonly EncoderContext _context;
    private readonly LogMelSpectrogram _spectrogram;
    private readonly float[] _logMel;

    public EncoderSession(WhisperWeights weights, SlotCaches caches, EncoderContext context)
    {
        (_melBins, _caches, _context) = (weights.Config.MelBins, caches, context);
        _spectrogram = new LogMelSpectrogram(_melBins);
        _logMel = new float[_melBins * LogMelSpectrogram.FrameCount];
        var graph = EncoderGraph.Build(weights, wholeSlots: caches.Device is not null);
        _session = SessionFactory.Create(graph, prepack: false, weights.Cache, caches.DeviceNumber);
    }

    /// <summary>Fills the slot's cross-attention caches.</summary>
    public void Encode(int slot, ReadOnlySpan<float> samples, CancellationToken cancellationToken)
    {
        var positions = _context.Positions(samples.Length);
        var frames = LogMelSpectrogram.FramesPerPosition * positions;
        _spectrogram.Compute(samples, frames, _logMel.AsSpan(0, _melBins * frames));
        using var logMel = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, _logMel.AsMemory(0, _melBins * frames), [1, _melBins, frames]);
        using var binding = Bind(logMel, slot, positions);
        CancellableRun.Run(_session, binding, cancellationToken);
        foreach (var (_, cache) in _caches.Cross())
            cache.Settle(slot, positions);
        _caches.AudioLengths[slot] = positions;
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private OrtIoBinding Bind(OrtValue logMel, int slot, int positions)
    {
        var binding = _session.CreateIoBinding();
        binding.BindInput(EncoderGraph.LogMel, logMel);
        foreach (var (name, cache) in _caches.Cross())
            binding.BindOutput(name, cache.Target(slot, positions));
        foreach (var (name, scale) in _caches.CrossScales())
            binding.BindOutput(name, scale.View(slot, 1));
        return binding;
    }
}
