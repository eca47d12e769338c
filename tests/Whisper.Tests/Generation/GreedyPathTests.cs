using System.Text.Json;
using Transcribe.Whisper.Generation;

namespace Transcribe.Whisper.Tests.Generation;

/// <summary>
/// Whole generations over random logits against what openai/whisper's own logit filters and greedy decoder (decoding.py of c0d2f62) made of the same numbers:
/// greedy-paths.json, with <see cref="TinyModel"/>'s vocabulary and 40 tokens at most.
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

    /// <summary>Uniform in [-4, 4), timestamps made less likely, and for odd seeds end-of-text too, so that all rules get their turn.</summary>
    private sealed class RandomLogits(GreedyPath path)
    {
        private ulong _state = (ulong)path.Seed;

        public float[] Next() => [.. Enumerable.Range(0, TinyModel.VocabularySize).Select(Logit)];

        private float Logit(int id)
        {
            _state = (_state * 6364136223846793005) + 1442695040888963407;
            return ((_state >> 40) / 2097152f) - 4 - (id >= TinyModel.FirstTimestamp ? path.Bias : 0) - (id == TinyModel.EndOfText ? 3 * (path.Seed % 2) : 0);
        }
    }
}
