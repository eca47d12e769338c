using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference;
using Transcribe.Whisper.Inference.Graphs;
using Transcribe.Whisper.Inference.Sessions;
using Transcribe.Whisper.Inference.Weights;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>
/// The CPU acts as the device. As on a GPU, the host cannot reach caches and logits, and the graph chooses the tokens. Only the kernels
/// and the copies between host and device differ from a GPU.
/// </summary>
public sealed class DeviceTests
{
    private const float Tolerance = 1e-3f;
    private const int Slots = 4;

    public static MatrixTheoryData<string, bool> ClipsAndModes => new(["speech_11s", "speech_3s", "noise_5s"], [true, false]);

    public static TheoryData<Precision> Precisions => [Precision.F32, Precision.F16];

    private static WhisperFolder Digits => WhisperFolderReader.Read(Repository.DigitsModel);

    [Theory]
    [MemberData(nameof(ClipsAndModes))]
    public async Task Transcript_Greedy_IsTheReferences(string clip, bool timestamps)
    {
        var reference = ParityFixture.Entry(clip, "tokens", timestamps);
        int[] tokens = [.. reference.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32())];
        var options = new GenerationOptions
        {
            Settings = new() { LanguageCodes = ["en"], Temperature = 0 },
            Timestamps = timestamps,
            MaxTokens = tokens.Length,
        };

        var transcript = await TranscribeAsync(
            ParityFixture.Folder, ParityFixture.Expected.Floats($"{clip}.audio"), options, onDevice: true);

        Assert.Equal(tokens, transcript.Tokens.Select(token => token.Id));
        Assert.Equal(reference.GetProperty("avg_logprob").GetSingle(), transcript.MeanLogProbability, Tolerance);
        Assert.Equal(1, transcript.NoSpeechProbability / reference.GetProperty("no_speech_prob").GetSingle(), Tolerance);
    }

    [Theory]
    [InlineData(Precision.F32, null)]
    [InlineData(Precision.F16, null)]
    [InlineData(Precision.F16, 0.4f)]
    public async Task Transcript_OfTheBundledModel_IsThatOfTheHost(Precision precision, float? temperature)
    {
        var folder = Digits with { Precision = precision };
        var options = new GenerationOptions { Settings = new() { Temperature = temperature, WordTimestamps = true }, MaxTokens = 30 };

        var (host, device) = (
            await TranscribeAsync(folder, Pcm.Noise(4, seed: 3), options, onDevice: false),
            await TranscribeAsync(folder, Pcm.Noise(4, seed: 3), options, onDevice: true));

        Assert.NotEmpty(host.Tokens);
        Assert.Equal(host.Tokens.Select(token => token.Id), device.Tokens.Select(token => token.Id));
        Assert.Equal(host.MeanLogProbability, device.MeanLogProbability, 1e-4f);
        Assert.Equal((host.Language, host.Temperature), (device.Language, device.Temperature));
        Assert.Equal(host.TokenTimes, device.TokenTimes);
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Logits_OfWindowsOfAllLengthsFedAndMoved_AreTheHostsBits(Precision precision)
    {
        using var host = new OnnxBackend(Digits with { Precision = precision }, new InferenceOptions { Slots = Slots }, onDevice: false);
        using var device = new OnnxBackend(Digits with { Precision = precision }, new InferenceOptions { Slots = Slots }, onDevice: true);

        Assert.Equal(FeedAndMove(host), FeedAndMove(device));
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Step_RowsThatChooseAmongRowsThatDoNot_GivesTheHostsChoiceOrLogits(Precision precision)
    {
        var folder = Digits with { Precision = precision };
        using var host = new OnnxBackend(folder, new InferenceOptions { Slots = Slots }, onDevice: false);
        using var device = new OnnxBackend(folder, new InferenceOptions { Slots = Slots }, onDevice: true);
        var rules = new LogitsRules(folder.Generation, timestamps: true);
        GeneratedToken[] generated = [new(folder.Generation.Tokens.FirstTimestamp, 0), new(100, 0)];
        TokenConstraints?[] choices = [rules.After(generated), null, rules.After([]), null];
        foreach (var backend in (OnnxBackend[])[host, device])
        {
            Prepare(backend);
            backend.Step([100, 101, 102, 103], [3, 4, 5, 6], choices);
        }

        for (var row = 0; row < Slots; row++)
        {
            Assert.Null(host.Chosen(row));
            if (choices[row] is { } constraints)
            {
                rules.Apply(host.Logits(row), constraints);
                var (expected, chosen) = (new TokenSampler().Sample(host.Logits(row), 0), device.Chosen(row)!.Value);
                Assert.Equal(expected.Id, chosen.Id);
                Assert.Equal(expected.LogProbability, chosen.LogProbability, 1e-4f);
            }
            else
            {
                Assert.Null(device.Chosen(row));
                Assert.Equal(host.Logits(row), device.Logits(row));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Step_RowAloneAndAmongOthers_ChoosesWithTheSameBits(Precision precision)
    {
        var folder = Digits with { Precision = precision };
        using var backend = new OnnxBackend(folder, new InferenceOptions { Slots = Slots }, onDevice: true);
        TokenConstraints? choice = new LogitsRules(folder.Generation, timestamps: true).After([new(100, 0)]);
        Prepare(backend);
        backend.Step([100, 101, 102, 103], [3, 4, 5, 6], [choice, choice, choice, choice]);
        GeneratedToken?[] together = [.. Enumerable.Range(0, Slots).Select(backend.Chosen)];

        for (var row = 0; row < Slots; row++)
        {
            backend.Prefill(row, 3 + row, [100 + row], choice);
            Assert.Equal(together[row], backend.Chosen(row));
        }
    }

    [Fact]
    public void Step_OneWindowThatIsNotFinite_SpoilsItsOwnChoiceAlone()
    {
        var folder = Digits;
        using var backend = new OnnxBackend(folder, new InferenceOptions { Slots = Slots }, onDevice: true);
        TokenConstraints? choice = new LogitsRules(folder.Generation, timestamps: true).After([new(100, 0)]);
        var silence = new float[16_000];
        silence[8_000] = float.NaN;
        Prepare(backend);
        backend.Encode(1, silence, CancellationToken.None);
        backend.Prefill(1, 0, [folder.Generation.Tokens.StartOfTranscript, 100, 101, 102], choice);

        backend.Step([100, 101, 102, 103], [3, 4, 5, 6], [choice, choice, choice, choice]);

        Assert.Equal(
            [true, false, true, true], Enumerable.Range(0, Slots).Select(row => float.IsFinite(backend.Chosen(row)!.Value.LogProbability)));
    }

    [Fact]
    public void Align_AnyWindow_GivesTheHostsBits()
    {
        var folder = Digits;
        using var host = new OnnxBackend(folder, new InferenceOptions { Slots = Slots }, onDevice: false);
        using var device = new OnnxBackend(folder, new InferenceOptions { Slots = Slots }, onDevice: true);
        Prepare(host);
        Prepare(device);
        int[] tokens = [folder.Generation.Tokens.StartOfTranscript, 100, 101];

        Assert.Equal(host.Align(2, tokens).Values, device.Align(2, tokens).Values);
    }

    [Fact]
    public void Run_OneTokenOfEachRow_LeavesNothingButTheChoicesOnTheHost()
    {
        var folder = Digits;
        using var store = WeightStore.Open(folder);
        using var device = new DeviceMemory();
        using var caches = new SlotCaches(folder.Config, Slots, TensorElementType.Float, TensorElementType.Float, device);
        var graph = DecoderGraph.Build(new WhisperWeights(folder.Config, store), folder.Generation);
        using var session = SessionFactory.Create(graph, prepack: true);
        using var logits = caches.Allocate(TensorElementType.Float, Slots, folder.Config.VocabularySize);
        using var binding = new DecoderBinding(session, caches, logits, 0, Slots, chooses: true);
        Array.Fill(caches.AudioLengths, 50);

        binding.Run([100, 101, 102, 103], [0, 0, 0, 0], new TokenConstraints?[Slots], new GeneratedToken?[Slots]);

        var outputs = binding.Outputs();
        Assert.Equal(session.OutputNames.Order(), outputs.Select(output => output.Name).Order());
        Assert.Equal(
            [TokenChoice.Ids, TokenChoice.LogProbabilities],
            outputs.Where(output => !output.Memory.Equals(device.Kind)).Select(output => output.Name));
    }

    private static async Task<GenerationResult> TranscribeAsync(
        WhisperFolder folder, float[] samples, GenerationOptions options, bool onDevice)
    {
        var backend = new OnnxBackend(folder, new InferenceOptions { Slots = 2 }, onDevice);
        await using var model = new WhisperModel(
            "tested", folder, Tokenizer.Load(folder), backend, TimeProvider.System, NullLogger.Instance);
        return await model.GenerateAsync(samples, options);
    }

    /// <summary>Returns the logits [5, vocabulary] after every kind of write and read of a cache; windows replace longer ones.</summary>
    private static float[] FeedAndMove(OnnxBackend backend)
    {
        var logits = new float[5 * backend.VocabularySize];
        backend.Encode(1, Pcm.Noise(30, seed: 9), CancellationToken.None);
        Prepare(backend);
        backend.Step([100, 101, 102, 103], [3, 4, 5, 6], logits.AsSpan(0, Slots * backend.VocabularySize));
        backend.Move(3, 1);
        backend.Prefill(1, 7, [104, 105], logits.AsSpan(Slots * backend.VocabularySize));
        return logits;
    }

    /// <summary>Fills rows that differ in audio, in its length and in position: row i is at position 3 + i.</summary>
    private static void Prepare(OnnxBackend backend)
    {
        for (var row = 0; row < Slots; row++)
        {
            backend.Encode(row, Pcm.Noise(1 + (4 * (row % 3)), seed: row), CancellationToken.None);
            backend.Prefill(row, 0, [.. Enumerable.Range(200, 3 + row)], choice: null);
        }
    }
}
