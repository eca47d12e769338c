using Transcribe.Whisper.Generation;

namespace Transcribe.Whisper.Inference;

/// <summary>
/// Runs the model on a batch. The result of each row is its logits, or the token that a device chose from them. Slots 0 …
/// <see cref="Slots"/>-1 each hold one window's cross-attention and self-attention caches. Not safe for concurrent use: one loop owns it.
/// </summary>
internal interface IInferenceBackend : IDisposable
{
    int Slots { get; }

    /// <summary>The name of the device that computes, as clients see it.</summary>
    string Device { get; }

    /// <summary>The most windows that <see cref="Encode"/> takes at once; at least 1.</summary>
    int EncoderWindows { get; }

    /// <summary>The positions that the encoder computes for a window.</summary>
    /// <param name="samples">The window's length.</param>
    int EncodedPositions(int samples);

    /// <summary>
    /// Runs the encoder and fills the cross-attention caches of consecutive slots. A window's caches do not depend on the other windows.
    /// </summary>
    /// <param name="slot">The slot of the first window.</param>
    /// <param name="windows">
    /// At most <see cref="EncoderWindows"/> windows of at most 30 s of 16 kHz mono PCM, which is padded with silence; all have the same
    /// <see cref="EncodedPositions"/>.
    /// </param>
    /// <param name="cancellationToken">Stops the native run.</param>
    void Encode(int slot, ReadOnlySpan<ReadOnlyMemory<float>> windows, CancellationToken cancellationToken);

    /// <summary>
    /// Feeds several tokens to one slot, the first at <paramref name="position"/>. Later entries of the slot's cache are discarded.
    /// </summary>
    /// <param name="slot">An encoded slot.</param>
    /// <param name="position">The decoder position of the first token; 0 restarts the cache.</param>
    /// <param name="tokens">At least one token; the slot's result is that after the last one.</param>
    /// <param name="choice">The constraints on the next token if the caller needs only the likeliest allowed token; null if it needs the
    /// logits.</param>
    void Prefill(int slot, int position, ReadOnlySpan<int> tokens, TokenConstraints? choice);

    /// <summary>Feeds one token to each of the slots 0 … n-1. A row's result does not depend on the other rows.</summary>
    /// <param name="tokens">[n], one per slot.</param>
    /// <param name="positions">[n], the decoder position of each token.</param>
    /// <param name="choices">[n], each as in <see cref="Prefill"/>.</param>
    void Step(ReadOnlySpan<int> tokens, ReadOnlySpan<int> positions, ReadOnlySpan<TokenConstraints?> choices);

    /// <summary>
    /// The likeliest allowed token after the slot's last input. Its log-probability is not finite if one of the logits is not finite. Null
    /// if the caller must choose from the <see cref="Logits"/>; a backend may leave every choice to its caller.
    /// </summary>
    GeneratedToken? Chosen(int slot);

    /// <summary>
    /// The logits after the slot's last input, [vocabulary]. The caller may change them; they are valid until the next call.
    /// </summary>
    Span<float> Logits(int slot);

    /// <summary>Copies the caches of one slot to another, so that the slots in use stay consecutive.</summary>
    void Move(int from, int to);

    /// <summary>
    /// Computes the cross-attention weights of the model's alignment heads for a forced token sequence. Word times are derived from them.
    /// </summary>
    /// <param name="slot">An encoded slot; its self-attention cache does not change.</param>
    /// <param name="tokens">The whole sequence, from the start-of-transcript token on.</param>
    /// <returns>Softmax-normalised weights, [heads, tokens, audio positions].</returns>
    AlignmentWeights Align(int slot, ReadOnlySpan<int> tokens);
}

/// <summary>Cross-attention weights of the alignment heads.</summary>
/// <param name="Heads">The number of heads.</param>
/// <param name="Tokens">The number of tokens.</param>
/// <param name="Frames">Encoder frames, 20 ms each.</param>
/// <param name="Values">[heads, tokens, frames], row-major, softmax over frames.</param>
internal sealed record AlignmentWeights(int Heads, int Tokens, int Frames, float[] Values);
