using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>Random weights in the shape of an English-only model, and what openai/whisper in float32 makes of them.</summary>
public sealed class EnglishOnlyParityTests
{
    private const float Tolerance = 1e-3f;

    /// <summary>The reference generated this many tokens.</summary>
    private const int ReferenceTokens = 48;

    public static MatrixTheoryData<string, bool> ClipsAndModes => new(["a", "b", "c"], [true, false]);

    [Theory]
    [MemberData(nameof(ClipsAndModes))]
    public async Task Transcript_Greedy_IsTheReferences(string clip, bool timestamps)
    {
        var folder = WhisperFolderReader.Read(Repository.Shared("parity", "english-only"));
        var audio = ReferenceTensors.Open(Repository.Shared("parity", "english-only", "expected.safetensors")).Floats($"{clip}.audio");
        var reference = Entry(clip, timestamps);
        var backend = new OnnxBackend(folder, new InferenceOptions { Slots = 1 });
        var codec = Tokenizer.Load(folder);
        await using var model = new WhisperModel("parity", folder, codec, backend, TimeProvider.System, NullLogger.Instance);
        var options = new GenerationOptions { Settings = new() { Temperature = 0 }, Timestamps = timestamps, MaxTokens = ReferenceTokens };

        var transcript = await model.GenerateAsync(audio, options);

        var tokens = reference.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32());
        Assert.Equal(tokens, transcript.Tokens.Select(token => token.Id));
        Assert.Equal(reference.GetProperty("avg_logprob").GetSingle(), transcript.MeanLogProbability, Tolerance);
        Assert.Equal(1, transcript.NoSpeechProbability / reference.GetProperty("no_speech_prob").GetSingle(), Tolerance);
    }

    private static JsonElement Entry(string clip, bool timestamps)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.Shared("parity", "english-only", "expected.json")));
        return document.RootElement.EnumerateArray()
            .Single(entry => entry.GetProperty("clip").GetString() == clip && entry.GetProperty("timestamps").GetBoolean() == timestamps)
            .Clone();
    }
}
