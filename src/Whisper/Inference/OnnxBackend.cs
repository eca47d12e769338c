using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference.Graphs;
using Transcribe.Whisper.Inference.Sessions;
using Transcribe.Whisper.Inference.Weights;

namespace Transcribe.Whisper.Inference;

/// <summary>Runs a Whisper model in ONNX Runtime: the encoder, the decoder, and the aligner, which is created on first use.</summary>
internal sealed class OnnxBackend : IInferenceBackend
{
    private readonly Owned _owned = new();
    private readonly SlotCaches _caches;
    private readonly EncoderSession _encoder;
    private readonly DecoderSession _decoder;
    private readonly Lazy<AlignmentSession> _aligner;

    /// <summary>Reads the folder's weights and builds the sessions.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="options">The options of inference.</param>
    /// <param name="onDevice">Whether the device's memory holds caches and logits, and the device chooses tokens; null means true unless
    /// the device is the CPU.</param>
    /// <param name="number">The number of the device.</param>
    /// <param name="logger">Receives what fails without failing a window.</param>
    /// <param name="hash">The <see cref="WeightStore.Hash"/> of the folder's weights; null to compute it.</param>
    /// <exception cref="ModelFolderException">A weight is missing or truncated, or has another shape.</exception>
    public OnnxBackend(
        WhisperFolder folder,
        InferenceOptions options,
        bool? onDevice = null,
        int number = 0,
        ILogger? logger = null,
        string? hash = null)
    {
        SessionFactory.EnsureEnvironment(options.Threads);
        (Slots, Device) = (options.Slots, options.Device);
        using var store = WeightStore.Open(folder);
        var cache = WeightCache.Of(folder, hash ?? store.Hash());
        var quantized = folder.Precision == Precision.Int8 ? new QuantizedWeights(store) : null;
        var weights = Weights(folder, store, cache, quantized);
        var decoderWeights = Weights(folder, store, cache, quantized, floatProducts: Device == SessionFactory.Cpu);
        _aligner = new Lazy<AlignmentSession>(() => CreateAligner(folder, cache));
        try
        {
            var device = onDevice ?? Device != SessionFactory.Cpu ? _owned.Add(new DeviceMemory(number)) : null;
            _caches = _owned.Add(new SlotCaches(folder.Config, Slots, weights.Type, weights.CrossCacheType, device));
            var context = new EncoderContext(folder.Config.AudioPositions, folder.TrailingSilence);
            var windows = EncoderWindowsOf(folder, options, device);
            var (rules, captures) = device is null ? (null, false) : (folder.Generation, options.CudaGraphs);
            (_encoder, _decoder) = SideBySide(
                () => _owned.Add(new EncoderSession(weights, _caches, context, windows)),
                () => _owned.Add(new DecoderSession(decoderWeights, _caches, Slots, rules, logger ?? NullLogger.Instance, captures)));
        }
        catch
        {
            _owned.Dispose();
            throw;
        }
    }

    public int Slots { get; }

    public string Device { get; }

    public int EncoderWindows => _encoder.MostWindows;

    public int EncodedPositions(int samples) => _encoder.Positions(samples);

    public void Encode(int slot, ReadOnlySpan<ReadOnlyMemory<float>> windows, CancellationToken cancellationToken) =>
        _encoder.Encode(slot, windows, cancellationToken);

    public void Prefill(int slot, int position, ReadOnlySpan<int> tokens, TokenConstraints? choice) =>
        _decoder.Prefill(slot, position, tokens, choice);

    public void Step(ReadOnlySpan<int> tokens, ReadOnlySpan<int> positions, ReadOnlySpan<TokenConstraints?> choices) =>
        _decoder.Step(tokens, positions, choices);

    public GeneratedToken? Chosen(int slot) => _decoder.Chosen(slot);

    public Span<float> Logits(int slot) => _decoder.Logits(slot);

    public void Move(int from, int to) => _caches.Copy(from, to);

    public AlignmentWeights Align(int slot, ReadOnlySpan<int> tokens) => _aligner.Value.Align(slot, tokens);

    public void Dispose() => _owned.Dispose();

    /// <summary>Creates two things at the same time. If one fails, the other is still completed.</summary>
    private static (TFirst First, TSecond Second) SideBySide<TFirst, TSecond>(Func<TFirst> first, Func<TSecond> second)
    {
        TFirst? one = default;
        TSecond? other = default;
        try
        {
            Parallel.Invoke(() => one = first(), () => other = second());
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
        return (one!, other!);
    }

    // Int8's encoder has one scale for all activations of a run, so a window would depend on the others.
    private static int EncoderWindowsOf(WhisperFolder folder, InferenceOptions options, DeviceMemory? device)
    {
        if (folder.Precision == Precision.Int8)
            return 1;
        var automatic = device is null ? 1 : InferenceOptions.DeviceEncoderWindows;
        return Math.Min(options.EncoderWindows > 0 ? options.EncoderWindows : automatic, options.Slots);
    }

    private AlignmentSession CreateAligner(WhisperFolder folder, WeightCache cache)
    {
        using var store = WeightStore.Open(folder);
        return _owned.Add(new AlignmentSession(Weights(folder, store, cache, quantized: null), _caches, folder.AlignmentHeads));
    }

    private static WhisperWeights Weights(
        WhisperFolder folder, WeightStore store, WeightCache cache, QuantizedWeights? quantized, bool floatProducts = false) =>
        new(folder.Config, store)
        {
            Type = folder.Precision == Precision.F16 ? TensorElementType.Float16 : TensorElementType.Float,
            Cache = cache,
            FloatProducts = floatProducts,
            Quantized = quantized,
            EightBitCaches = folder.Precision == Precision.Int8,
        };
}
