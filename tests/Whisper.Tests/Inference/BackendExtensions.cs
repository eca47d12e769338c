using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>Calls of the backend for tests that compare logits.</summary>
internal static class BackendExtensions
{
    extension(IInferenceBackend backend)
    {
        /// <summary>The number of logits per row.</summary>
        public int VocabularySize => backend.Logits(0).Length;
    }

    /// <summary>Encodes one window.</summary>
    public static void Encode(
        this IInferenceBackend backend, int slot, ReadOnlyMemory<float> samples, CancellationToken cancellationToken) =>
        backend.Encode(slot, new ReadOnlySpan<ReadOnlyMemory<float>>(in samples), cancellationToken);

    /// <summary>Feeds tokens to one slot; <paramref name="logits"/> [vocabulary] receives those after the last token.</summary>
    public static void Prefill(this IInferenceBackend backend, int slot, int position, ReadOnlySpan<int> tokens, Span<float> logits)
    {
        backend.Prefill(slot, position, tokens, choice: null);
        backend.Logits(slot).CopyTo(logits);
    }

    /// <summary>Feeds one token to each of the first slots; <paramref name="logits"/> has the shape [slots, vocabulary].</summary>
    public static void Step(this IInferenceBackend backend, ReadOnlySpan<int> tokens, ReadOnlySpan<int> positions, Span<float> logits)
    {
        backend.Step(tokens, positions, choices: new TokenConstraints?[tokens.Length]);
        for (var slot = 0; slot < tokens.Length; slot++)
        {
            var row = backend.Logits(slot);
            row.CopyTo(logits[(slot * row.Length)..]);
        }
    }
}
