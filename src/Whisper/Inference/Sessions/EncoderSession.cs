using Microsoft.ML.OnnxRuntime;
using Transcribe.Whisper.Inference.Graphs;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>Computes the cross-attention caches of consecutive slots from the PCM of their windows.</summary>
internal sealed class EncoderSession : IDisposable
{
    private readonly int _melBins;
    private readonly InferenceSession _session;
    private readonly SlotCaches _caches;
    private readonly EncoderContext _context;
    private readonly LogMelSpectrogram _spectrogram;
    private readonly float[] _logMel;

    /// <param name="weights">The model.</param>
    /// <param name="caches">The slots' caches.</param>
    /// <param name="context">The part of a window that is encoded.</param>
    /// <param name="mostWindows">The most windows of a run.</param>
    public EncoderSession(WhisperWeights weights, SlotCaches caches, EncoderContext context, int mostWindows)
    {
        (_melBins, _caches, _context, MostWindows) = (weights.Config.MelBins, caches, context, mostWindows);
        _spectrogram = new LogMelSpectrogram(_melBins);
        _logMel = new float[mostWindows * _melBins * LogMelSpectrogram.FrameCount];
        var graph = EncoderGraph.Build(weights, wholeSlots: caches.Device is not null);
        _session = SessionFactory.Create(graph, prepack: false, weights.Cache, caches.DeviceNumber);
    }

    /// <summary>The most windows of a run.</summary>
    public int MostWindows { get; }

    /// <summary>The positions that a window takes.</summary>
    /// <param name="samples">The window's length.</param>
    public int Positions(int samples) => _context.Positions(samples);

    /// <summary>Fills the caches of the slots from the first on, one for each window, in one run.</summary>
    /// <param name="first">The first slot.</param>
    /// <param name="windows">At most <see cref="MostWindows"/> windows with the same <see cref="Positions"/>.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public void Encode(int first, ReadOnlySpan<ReadOnlyMemory<float>> windows, CancellationToken cancellationToken)
    {
        var positions = Positions(windows[0].Length);
        var frames = LogMelSpectrogram.FramesPerPosition * positions;
        var length = _melBins * frames;
        for (var i = 0; i < windows.Length; i++)
            _spectrogram.Compute(windows[i].Span, frames, _logMel.AsSpan(i * length, length));
        using var logMel = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, _logMel.AsMemory(0, windows.Length * length), [windows.Length, _melBins, frames]);
        using var binding = Bind(logMel, first, windows.Length, positions);
        CancellableRun.Run(_session, binding, cancellationToken);
        foreach (var (_, cache) in _caches.Cross())
            cache.Settle(first, windows.Length, positions);
        _caches.AudioLengths.AsSpan(first, windows.Length).Fill(positions);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private OrtIoBinding Bind(OrtValue logMel, int first, int slots, int positions)
    {
        var binding = _session.CreateIoBinding();
        binding.BindInput(EncoderGraph.LogMel, logMel);
        foreach (var (name, cache) in _caches.Cross())
            binding.BindOutput(name, cache.Target(first, slots, positions));
        foreach (var (name, scale) in _caches.CrossScales())
            binding.BindOutput(name, scale.View(first, slots));
        return binding;
    }
}
