using System.Numerics.Tensors;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference;
using Transcribe.Whisper.Inference.Graphs;
using Transcribe.Whisper.Inference.Weights;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>Compares outputs with those of openai/whisper for the same weights and audio.</summary>
public sealed partial class ParityTests
{
    private const float Tolerance = 1e-3f;

    /// <summary>The number of tokens that the reference generated.</summary>
    private const int ReferenceTokens = 48;

    private static readonly InferenceOptions Options = new() { Slots = 2 };

    public static TheoryData<string> Clips => ParityFixture.Clips;

    public static MatrixTheoryData<string, bool> ClipsAndModes => new(["speech_11s", "speech_3s", "noise_5s"], [true, false]);

    [Theory]
    [MemberData(nameof(Clips))]
    public void States_OfReferenceAudio_AreTheReferences(string clip)
    {
        var (folder, expected) = (ParityFixture.Folder, ParityFixture.Expected);
        using var store = WeightStore.Open(folder);

        var states = EncoderStates.Of(new WhisperWeights(folder.Config, store), expected.Floats($"{clip}.audio"));

        Assert.InRange(ParityFixture.RelativeError(states, expected.Floats($"{clip}.encoder_output")), 0, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Clips))]
    public void Logits_OfForcedTokens_AreTheReferences(string clip)
    {
        var expected = ParityFixture.Expected;
        using var backend = new OnnxBackend(ParityFixture.Folder, Options);
        int[] tokens = [.. expected.Longs($"{clip}.tokens").Select(token => (int)token)];
        var logits = new float[4 * backend.VocabularySize];
        const int Slot = 1;

        backend.Encode(Slot, expected.Floats($"{clip}.audio"), CancellationToken.None);
        // This covers every way to feed the cache: the start sequence, then the rest of the prefix, then one token at a time.
        backend.Prefill(Slot, 0, tokens.AsSpan(0, 3), logits.AsSpan(0, backend.VocabularySize));
        backend.Prefill(Slot, 3, tokens.AsSpan(3, tokens.Length - 6), logits.AsSpan(0, backend.VocabularySize));
        for (var i = 1; i < 4; i++)
        {
            var position = tokens.Length - 4 + i;
            backend.Prefill(Slot, position, tokens.AsSpan(position, 1), logits.AsSpan(i * backend.VocabularySize, backend.VocabularySize));
        }

        Assert.InRange(ParityFixture.RelativeError(logits, expected.Floats($"{clip}.logits_last4")), 0, Tolerance);
    }

    [Theory]
    [MemberData(nameof(ClipsAndModes))]
    public async Task Transcript_Greedy_IsTheReferences(string clip, bool timestamps)
    {
        var reference = ParityFixture.Entry(clip, "tokens", timestamps);
        await using var model = Load();
        var options = new GenerationOptions
        {
            Settings = new() { LanguageCodes = ["en"], Temperature = 0 },
            Timestamps = timestamps,
            MaxTokens = ReferenceTokens,
        };

        var transcript = await model.GenerateAsync(ParityFixture.Expected.Floats($"{clip}.audio"), options);

        Assert.Equal(
            reference.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32()),
            transcript.Tokens.Select(token => token.Id));
        Assert.Equal(reference.GetProperty("avg_logprob").GetSingle(), transcript.MeanLogProbability, Tolerance);
        Assert.Equal(1, transcript.NoSpeechProbability / reference.GetProperty("no_speech_prob").GetSingle(), Tolerance);
        // The reference writes the special tokens that the rules allow here as text; a transcript omits them.
        var text = SpecialToken.Replace(reference.GetProperty("text").GetString()!, "");
        Assert.Equal(text.Trim(), Tokenizer.Load(ParityFixture.Folder).Decode(transcript.Tokens.Select(token => token.Id)).Trim());
    }

    [Theory]
    [MemberData(nameof(Clips))]
    public void LanguageProbabilities_OfReferenceAudio_AreTheReferences(string clip)
    {
        var folder = ParityFixture.Folder;
        var languages = folder.Generation.Tokens.Languages;
        using var backend = new OnnxBackend(folder, Options);
        var logits = new float[backend.VocabularySize];

        backend.Encode(0, ParityFixture.Expected.Floats($"{clip}.audio"), CancellationToken.None);
        backend.Prefill(0, 0, [folder.Generation.Tokens.StartOfTranscript], logits);

        float[] candidates = [.. languages.Values.Select(id => logits[id])];
        TensorPrimitives.SoftMax(candidates, candidates);
        var probabilities = languages.Keys.Zip(candidates).ToDictionary(pair => pair.First, pair => pair.Second);
        var expectations = ParityFixture.Entry(clip, "language_probabilities").GetProperty("language_probabilities");
        foreach (var expected in expectations.EnumerateObject())
            Assert.Equal(expected.Value.GetSingle(), probabilities[expected.Name], Tolerance);
    }

    [Theory]
    [MemberData(nameof(Clips))]
    public async Task Language_AmongAll_IsTheReferencesLikeliest(string clip)
    {
        var expected = ParityFixture.Entry(clip, "language_probabilities")
            .GetProperty("language_probabilities")
            .EnumerateObject()
            .MaxBy(language => language.Value.GetSingle());
        await using var model = Load();

        var result = await model.GenerateAsync(
            ParityFixture.Expected.Floats($"{clip}.audio"), new GenerationOptions { Settings = new() { Temperature = 0 }, MaxTokens = 1 });

        Assert.Equal(expected.Name, result.Language);
        Assert.Equal(expected.Value.GetSingle(), result.LanguageProbability, Tolerance);
    }

    [GeneratedRegex(@"<\|[a-z]+\|>")]
    private static partial Regex SpecialToken { get; }

    private static WhisperModel Load()
    {
        var folder = ParityFixture.Folder;
        return new WhisperModel(
            "parity", folder, Tokenizer.Load(folder), new OnnxBackend(folder, Options), TimeProvider.System, NullLogger.Instance);
    }
}
