using System.Text.Json;
using Transcribe.Whisper.Generation;

namespace Transcribe.Whisper.Tests.Generation;

/// <summary>
/// Compares whole generations over random logits with the results of openai/whisper's logit filters and greedy decoder (decoding.py of
/// c0d2f62) for the same logits. greedy-paths.json holds these, for the vocabulary of <see cref="TinyModel"/> and at most 40 tokens.
/// </summary>
public sealed class GreedyPathTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [Fact]
    public void Run_OnRandomLogits_WritesTheReferencesTokens()
    {
        var file = Path.Combine(Repository.Root, "tests/Whisper.Tests/Generation/greedy-paths.json");
        var paths = JsonSerializer.Deserialize<GreedyPath[]>(File.ReadAllText(file), Json)!;
        Assert.NotEmpty(paths);
        foreach (var path in paths)
        {
            var transcript = Generate(path);
            Assert.Equal(path.Tokens, transcript.Tokens.Select(token => token.Id));
            Assert.Equal(path.MeanLogProbability, transcript.MeanLogProbability, 1e-5);
            Assert.Equal(path.Truncated, transcript.Truncated);
        }
    }

    private static GenerationResult Generate(GreedyPath path)
    {
        var logits = new RandomLogits(path);
        var options = new GenerationOptions { Settings = new() { LanguageCodes = ["en"], Temperature = 0 }, MaxTokens = 40 };
        var decoder = new ScriptedDecoder(cache => cache.Count < 3 ? new float[TinyModel.VocabularySize] : logits.Next());
        return decoder.Run(new WindowGeneration(TinyModel.Config, 448, options, TinyModel.Codec));
    }

    private sealed record GreedyPath(int Seed, int Bias, int[] Tokens, double MeanLogProbability, bool Truncated);

    /// <summary>
    /// Returns logits that are uniform in [-4, 4). Timestamps are less likely, and for odd seeds end-of-text too, so that every rule
    /// applies.
    /// </summary>
    private sealed class RandomLogits(GreedyPath path)
    {
        private ulong _state = (ulong)path.Seed;

        public float[] Next() => [.. Enumerable.Range(0, TinyModel.VocabularySize).Select(Logit)];

        private float Logit(int id)
        {
            _state = (_state * 6364136223846793005) + 1442695040888963407;
            return ((_state >> 40) / 2097152f) - 4
                - (id >= TinyModel.FirstTimestamp ? path.Bias : 0)
                - (id == TinyModel.EndOfText ? 3 * (path.Seed % 2) : 0);
        }
    }
}
