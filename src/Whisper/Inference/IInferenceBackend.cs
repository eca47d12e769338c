using Transcribe.Whisper.Generation;

namespace Transcribe.Whisper.Inference;

/// <summary>
/// A plain batch in; out, for each row, logits, or the token that a device chose where they lie. Slots 0 … <see cref="Slots"/>-1 each hold one window's cross-attention and self-attention caches.
/// Not safe for concurrent use: one loop owns it.
/// </summary>
internal interface IInferenceBackend : IDisposable
{
    int Slots { get; }

    int VocabularySize { get; }

    /// <summary>Runs the encoder on one window and fills the slot's cross-attention cache.</summary>
    /// <param name="slot">The slot to fill.</param>
    /// <param name="samples">At most 30 s of 16 kHz mono PCM; the rest is padded with silence.</param>
    /// <param name="cancellationToken">Stops the native run.</param>
    void Encode(int slot, ReadOnlySpan<float> samples, CancellationToken cancellationToken);

    /// <summary>Feeds several tokens to one slot from <paramref name="position"/> on; later cache entries of the slot are forgotten.</summary>
    /// <param name="slot">An encoded slot.</param>
    /// <param name="position">Decoder position of the first token; 0 starts over.</param>
    /// <param name="tokens">At least one; the slot's answer is that to the last.</param>
    /// <param name="choice">What may follow, where the likeliest token is all that is asked for; null where the logits are.</param>
    void Prefill(int slot, int position, ReadOnlySpan<int> tokens, TokenConstraints? choice);

    /// <summary>Feeds one token to each of the slots 0 … n-1. A row's result does not depend on the other rows.</summary>
    /// <param name="tokens">[n], one a slot.</param>
    /// <param name="positions">[n], the decoder position of each token.</param>
    /// <param name="choices">[n], for each as in <see cref="Prefill"/>.</param>
    void Step(ReadOnlySpan<int> tokens, ReadOnlySpan<int> positions, ReadOnlySpan<TokenConstraints?> choices);

    /// <summary>
    /// The likeliest token that may follow what the slot was fed last, with a log-probability that is not finite where one of the logits is not; null where it is to be
    /// chosen from the <see cref="Logits"/>: a backend may leave every choice to its caller.
    /// </summary>
    GeneratedToken? Chosen(int slot);

    /// <summary>The logits after what the slot was fed last, [vocabulary]: the caller's to change, and to be done with before the next call.</summary>
    Span<float> Logits(int slot);

    /// <summary>Moves a slot's caches, so that the slots in use stay dense.</summary>
    void Move(int from, int to);

    /// <summary>Cross-attention scores of the model's alignment heads over a forced token sequence, for word times.</summary>
    /// <param name="slot">An encoded slot; its self-attention cache is not touched.</param>
    /// <param name="tokens">The whole sequence, start-of-transcript first.</param>
    /// <returns>Softmax-normalised weights, [heads, tokens, audio positions].</returns>
    AlignmentWeights Align(int slot, ReadOnlySpan<int> tokens);
}

/// <summary>Cross-attention weights of the alignment heads.</summary>
/// <param name="Heads">How many heads.</param>
/// <param name="Tokens">How many tokens.</param>
/// <param name="Frames">Encoder frames, 20 ms each.</param>
/// <param name="Values">[heads, tokens, frames], row-major, softmax over frames.</param>
internal sealed record AlignmentWeights(int Heads, int Tokens, int Frames, float[] Values);
