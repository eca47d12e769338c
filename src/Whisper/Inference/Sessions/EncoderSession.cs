using Microsoft.ML.OnnxRuntime;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference.Graphs;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>Computes a slot's cross-attention caches from the PCM of one window.</summary>
internal sealed class EncoderSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly SlotCaches _caches;
    private readonly EncoderContext _context;
    private readonly LogMelSpectrogram _spectrogram;
    private readonly float[] _logMel;

    public EncoderSession(WhisperWeights weights, SlotCaches caches, EncoderContext context)
    {
        (Config, _caches, _context) = (weights.Config, caches, context);
        using var graph = EncoderGraph.Build(weights, wholeSlots: caches.Device is not null);
        _session = SessionFactory.Create(graph, prepack: false);
        _spectrogram = new LogMelSpectrogram(Config.MelBins);
        _logMel = new float[Config.MelBins * LogMelSpectrogram.FrameCount];
    }

    public WhisperConfig Config { get; }

    /// <summary>Fills the slot's cross-attention caches.</summary>
    public void Encode(int slot, ReadOnlySpan<float> samples, CancellationToken cancellationToken)
    {
        var positions = _context.Positions(samples.Length);
        var frames = LogMelSpectrogram.FramesPerPosition * positions;
        _spectrogram.Compute(samples, frames, _logMel.AsSpan(0, Config.MelBins * frames));
        using var logMel = Input(frames);
        using var binding = Bind(logMel, slot, positions);
        CancellableRun.Run(_session, binding, cancellationToken);
        foreach (var (_, cache) in _caches.Cross())
            cache.Settle(slot, positions);
        _caches.AudioLengths[slot] = positions;
    }

    /// <summary>The output of the last layer for log-mel features [mels, frames], [positions, width].</summary>
    public float[] States(ReadOnlySpan<float> logMel)
    {
        logMel.CopyTo(_logMel);
        using var input = Input(logMel.Length / Config.MelBins);
        using var options = new RunOptions();
        using var outputs = _session.Run(options, [EncoderGraph.LogMel], [input], [EncoderGraph.States]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private OrtValue Input(int frames) => OrtValue.CreateTensorValueFromMemory(
        OrtMemoryInfo.DefaultInstance, _logMel.AsMemory(0, Config.MelBins * frames), [1, Config.MelBins, frames]);

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
