using Transcribe.Core;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Inference;

/// <summary>The memory that a model takes when all of its slots are used.</summary>
internal static class MemoryEstimate
{
    /// <summary>
    /// The memory in bytes: weights and caches. What a run of one window takes beside them is a few percent of it. A run of several windows
    /// on a device takes as much for each, which the estimate leaves out.
    /// </summary>
    /// <param name="folder">The model with its precision.</param>
    /// <param name="slots">Windows at once.</param>
    public static long Of(WhisperFolder folder, int slots)
    {
        var config = folder.Config;
        long width = config.Width;
        // Attention has four square matrices, and the decoder has two attentions.
        var encoder = config.EncoderLayers * ((4 * width * width) + (2 * width * config.EncoderFeedForward));
        var decoder = config.DecoderLayers * ((8 * width * width) + (2 * width * config.DecoderFeedForward));
        var convolutions = 3 * width * (config.MelBins + width);
        var embeddings = width * ((long)config.VocabularySize + config.AudioPositions + config.TextPositions);
        var cache = config.DecoderLayers * 2 * width * (config.AudioPositions + config.TextPositions);
        var (matrix, other) = folder.Precision switch
        {
            Precision.Int8 => (1, sizeof(float)),
            Precision.F16 => (sizeof(ushort), sizeof(ushort)),
            _ => (sizeof(float), sizeof(float)),
        };
        return ((encoder + decoder) * matrix) + ((convolutions + embeddings) * other) + (slots * cache * matrix);
    }
}
