using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference;
using Transcribe.Whisper.Inference.Graphs;
using Transcribe.Whisper.Inference.Weights;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>
/// Runs the f16 graphs, which are for GPUs, on the CPU. The CPU provider has some operators in f16 and casts around the others. Weights,
/// caches and activations between operators are therefore rounded as on a GPU; sums within operators are not.
/// </summary>
public sealed class HalfPrecisionTests
{
    /// <summary>Relative to the largest magnitude: twice the spacing of f16, 2⁻¹⁰. Tens of roundings partly cancel.</summary>
    private const float Tolerance = 2e-3f;

    public static TheoryData<string> Clips => ParityFixture.Clips;

    public static MatrixTheoryData<string, bool> ClipsAndModes => new(["speech_11s", "speech_3s", "noise_5s"], [true, false]);

    [Theory]
    [MemberData(nameof(Clips))]
    public void States_OfReferenceAudio_AreTheReferences(string clip)
    {
        var (folder, expected) = (ParityFixture.Folder, ParityFixture.Expected);
        using var store = WeightStore.Open(folder);
        var weights = new WhisperWeights(folder.Config, store) { Type = TensorElementType.Float16 };

        var states = EncoderStates.Of(weights, expected.Floats($"{clip}.audio"));

        AssertRounded(expected.Floats($"{clip}.encoder_output"), states);
    }

    [Theory]
    [MemberData(nameof(Clips))]
    public void Logits_OfForcedTokens_AreTheReferences(string clip)
    {
        var expected = ParityFixture.Expected;
        using var backend = Backend(ParityFixture.Folder, Precision.F16);
        int[] tokens = [.. expected.Longs($"{clip}.tokens").Select(token => (int)token)];
        var logits = new float[backend.VocabularySize];

        backend.Encode(1, expected.Floats($"{clip}.audio"), CancellationToken.None);
        backend.Prefill(1, 0, tokens.AsSpan(..^1), logits);
        backend.Prefill(1, tokens.Length - 1, tokens.AsSpan(^1..), logits);

        AssertRounded(expected.Floats($"{clip}.logits_last4")[^logits.Length..], logits);
    }

    [Theory]
    [MemberData(nameof(ClipsAndModes))]
    public async Task Transcript_Greedy_IsTheReferencesUpToATie(string clip, bool timestamps)
    {
        var folder = ParityFixture.Folder;
        int[] reference =
        [
            .. ParityFixture.Entry(clip, "tokens", timestamps).GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32()),
        ];
        var audio = ParityFixture.Expected.Floats($"{clip}.audio");
        await using var model = new WhisperModel(
            "parity", folder, Tokenizer.Load(folder), Backend(folder, Precision.F16), TimeProvider.System, NullLogger.Instance);
        var options = new GenerationOptions
        {
            Settings = new() { LanguageCodes = ["en"], Temperature = 0 },
            Timestamps = timestamps,
            MaxTokens = reference.Length,
        };

        var result = await model.GenerateAsync(audio, options);

        int[] tokens = [.. result.Tokens.Select(token => token.Id)];
        var same = reference.AsSpan().CommonPrefixLength(tokens);
        // Random weights have weak preferences, so two tokens can be closer than the resolution of f16.
        if (same < reference.Length)
            Assert.InRange(Lead(folder, audio, timestamps, reference.AsSpan(0, same), reference[same], tokens[same]), 0, 2 * Tolerance);
    }

    [Fact]
    public void Logits_OfTheBundledModel_AreThoseOfF32()
    {
        var folder = WhisperFolderReader.Read(Repository.DigitsModel);
        var (f32, f16) = (Run(folder, Precision.F32), Run(folder, Precision.F16));

        AssertRounded(f32.Logits, f16.Logits);
        AssertRounded(f32.Alignment, f16.Alignment);
    }

    /// <summary>Returns the difference of the f32 logits of two tokens after a prefix of a text.</summary>
    private static float Lead(WhisperFolder folder, float[] audio, bool timestamps, ReadOnlySpan<int> prefix, int token, int other)
    {
        var special = folder.Generation.Tokens;
        using var backend = Backend(folder, Precision.F32);
        var logits = new float[backend.VocabularySize];
        backend.Encode(0, audio, CancellationToken.None);
        int[] start =
        [
            special.StartOfTranscript, special.Languages["en"], special.Transcribe!.Value,
            .. timestamps ? [] : (int[])[special.NoTimestamps],
        ];
        backend.Prefill(0, 0, [.. start, .. prefix], logits);
        return logits[token] - logits[other];
    }

    private static (float[] Logits, float[] Alignment) Run(WhisperFolder folder, Precision precision)
    {
        using var backend = Backend(folder, precision);
        var logits = new float[2 * backend.VocabularySize];
        var start = folder.Generation.Tokens.StartOfTranscript;
        backend.Encode(1, Enumerable.Range(0, 32_000).Select(i => MathF.Sin(i / 5f) / 4).ToArray(), CancellationToken.None);
        backend.Prefill(1, 0, [start, 100, 101], logits.AsSpan(0, backend.VocabularySize));
        backend.Prefill(1, 3, [102], logits.AsSpan(backend.VocabularySize));
        return (logits, backend.Align(1, [start, 100, 101]).Values);
    }

    private static OnnxBackend Backend(WhisperFolder folder, Precision precision) =>
        new(folder with { Precision = precision }, new InferenceOptions { Slots = 2 });

    /// <summary>Asserts that the values are close but not equal; equal values would not come from f16.</summary>
    private static void AssertRounded(float[] expected, float[] actual) =>
        Assert.InRange(ParityFixture.RelativeError(actual, expected), 1e-5f, Tolerance);
}
