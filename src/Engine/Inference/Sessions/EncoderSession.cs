using Microsoft.ML.OnnxRuntime;
using Transcribe.Engine.Inference.Graphs;
using Transcribe.Engine.Models;

namespace Transcribe.Engine.Inference.Sessions;

/// <summary>PCM of one window → a slot's cross-attention caches.</summary>
internal sealed class EncoderSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly LogMelSpectrogram _spectrogram;
    private readonly NativeBuffer _logMel;
    private readonly OrtIoBinding[] _bindings;

    public EncoderSession(WhisperWeights weights, SlotCaches caches, int slots)
    {
        Config = weights.Config;
        using var graph = EncoderGraph.Build(weights);
        _session = SessionFactory.Create(graph, prepack: false);
        _spectrogram = new LogMelSpectrogram(Config.MelBins);
        _logMel = new NativeBuffer(1, Config.MelBins, LogMelSpectrogram.FrameCount);
        _bindings = [.. Enumerable.Range(0, slots).Select(slot => Bind(caches, slot))];
    }

    public WhisperConfig Config { get; }

    /// <summary>Fills the slot's cross-attention caches.</summary>
    public void Encode(int slot, ReadOnlySpan<float> samples, CancellationToken cancellationToken)
    {
        _spectrogram.Compute(samples, _logMel.Slots(0, 1));
        CancellableRun.Run(_session, _bindings[slot], cancellationToken);
    }

    /// <summary>The last layer's output, [positions, width], of log-mel features [mels, frames].</summary>
    public float[] States(ReadOnlySpan<float> logMel)
    {
        logMel.CopyTo(_logMel.Slots(0, 1));
        using var options = new RunOptions();
        using var outputs = _session.Run(options, [EncoderGraph.LogMel], [_logMel.View(0, 1)], [EncoderGraph.States]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var binding in _bindings)
            binding.Dispose();
        _session.Dispose();
        _logMel.Dispose();
    }

    private OrtIoBinding Bind(SlotCaches caches, int slot)
    {
        var binding = _session.CreateIoBinding();
        binding.BindInput(EncoderGraph.LogMel, _logMel.View(0, 1));
        for (var layer = 0; layer < Config.DecoderLayers; layer++)
        {
            binding.BindOutput(EncoderGraph.CrossKey(layer), caches.CrossKeys[layer].View(slot, 1));
            binding.BindOutput(EncoderGraph.CrossValue(layer), caches.CrossValues[layer].View(slot, 1));
        }
        return binding;
    }
}
