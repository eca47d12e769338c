using Microsoft.ML.OnnxRuntime;
using Transcribe.Whisper.Inference.Graphs;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>Binds the decoder to the caches and logits of consecutive slots, which it reads and writes in place.</summary>
internal static class DecoderMemory
{
    /// <summary>Binds <paramref name="count"/> slots from <paramref name="first"/> on.</summary>
    public static void Bind(OrtIoBinding binding, SlotCaches caches, SlotBuffer logits, int first, int count)
    {
        binding.BindOutput(DecoderGraph.Logits, logits.View(first, count));
        for (var layer = 0; layer < caches.SelfKeys.Length; layer++)
        {
            var (key, value) = (caches.SelfKeys[layer].View(first, count), caches.SelfValues[layer].View(first, count));
            binding.BindInput(DecoderGraph.PastKey(layer), key);
            binding.BindInput(DecoderGraph.PastValue(layer), value);
            binding.BindOutput(DecoderGraph.PresentKey(layer), key);
            binding.BindOutput(DecoderGraph.PresentValue(layer), value);
        }
        foreach (var (name, cache) in caches.Cross())
        {
            binding.BindInput(name, cache.View(first, count));
            binding.BindOutput(CrossCaches.PresentOf(name), cache.View(first, count));
        }
        foreach (var (name, scale) in caches.CrossScales())
            binding.BindInput(name, scale.View(first, count));
    }
}
