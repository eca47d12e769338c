using Microsoft.Extensions.Logging;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference.Graphs;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>
/// Computes logits from tokens: several tokens of one slot, or one token of each of the first slots. Each slot and each batch size has one
/// binding.
/// </summary>
internal sealed class DecoderSession : IDisposable
{
    private readonly Owned _owned = new();
    private readonly SlotCaches _caches;
    private readonly SlotBuffer _logits;
    private readonly GeneratedToken?[] _chosen;
    private readonly DecoderBinding[] _prefills;
    private readonly IDecoderRun[] _steps;

    /// <param name="weights">The model.</param>
    /// <param name="caches">The slots' caches; logits are kept in the same memory.</param>
    /// <param name="slots">The number of slots.</param>
    /// <param name="rules">The rules by which the graph chooses tokens; null to leave the choice to the caller.</param>
    /// <param name="logger">Receives failed captures.</param>
    /// <param name="captures">Whether steps are captured as CUDA graphs; requires rules and caches in a device's memory.</param>
    public DecoderSession(
        WhisperWeights weights, SlotCaches caches, int slots, GenerationConfig? rules, ILogger logger, bool captures = false)
    {
        _caches = caches;
        _chosen = new GeneratedToken?[slots];
        var graph = DecoderGraph.Build(weights, rules);
        try
        {
            var session = _owned.Add(SessionFactory.Create(graph, prepack: true, weights.Cache, caches.DeviceNumber, captures));
            _logits = _owned.Add(caches.Allocate(TensorElementType.Float, slots, weights.Config.VocabularySize));
            _prefills = [.. Enumerable.Range(0, slots).Select(slot => Bind(session, slot, 1))];
            _steps = [.. Enumerable.Range(1, slots).Select(count => captures ? Capture(session, count) : Bind(session, 0, count))];
        }
        catch
        {
            _owned.Dispose();
            throw;
        }

        IDecoderRun Capture(InferenceSession session, int count) => _owned.Add(new FallbackRun(
            new CapturedStep(session, caches.Device!, caches, _logits, weights.Config, count),
            () => Uncaptured(session, 0, count),
            logger));

        DecoderBinding Bind(InferenceSession session, int first, int count) => _owned.Add(Uncaptured(session, first, count));

        DecoderBinding Uncaptured(InferenceSession session, int first, int count) =>
            new(session, caches, _logits, first, count, chooses: rules is not null);
    }

    /// <summary>Feeds tokens to one slot.</summary>
    public void Prefill(int slot, int position, ReadOnlySpan<int> tokens, TokenConstraints? choice)
    {
        // GroupQueryAttention rejects more queries than keys, and cross-attention to a short window may have few keys.
        for (var most = _caches.AudioLengths[slot] - 1; tokens.Length > most; position += most, tokens = tokens[most..])
            Run(slot, position, tokens[..most], null);
        Run(slot, position, tokens, choice);
    }

    /// <summary>Feeds one token to each of the first slots.</summary>
    public void Step(ReadOnlySpan<int> tokens, ReadOnlySpan<int> positions, ReadOnlySpan<TokenConstraints?> choices) =>
        _steps[tokens.Length - 1].Run(tokens, positions, choices, _chosen.AsSpan(0, tokens.Length));

    /// <summary>The token chosen after the slot's last input; null if none was chosen or requested.</summary>
    public GeneratedToken? Chosen(int slot) => _chosen[slot];

    /// <summary>The logits after the slot's last input, [vocabulary].</summary>
    public Span<float> Logits(int slot) => _logits.Read(slot);

    /// <inheritdoc/>
    public void Dispose() => _owned.Dispose();

    private void Run(int slot, int position, ReadOnlySpan<int> tokens, TokenConstraints? choice)
    {
        Span<int> positions = stackalloc int[tokens.Length];
        for (var i = 0; i < tokens.Length; i++)
            positions[i] = position + i;
        _prefills[slot].Run(tokens, positions, new(in choice), _chosen.AsSpan(slot, 1));
    }
}
