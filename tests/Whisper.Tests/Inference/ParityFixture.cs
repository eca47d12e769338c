using System.Text.Json;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>Random weights in the shape of large-v3-turbo, and the outputs of openai/whisper in float32 for them.</summary>
internal static class ParityFixture
{
    /// <summary>The three clips: 11 s and 3 s of speech, 5 s of noise.</summary>
    public static readonly TheoryData<string> Clips = ["speech_11s", "speech_3s", "noise_5s"];

    public static WhisperFolder Folder => WhisperFolderReader.Read(Repository.Shared("parity", "turbo-shaped"));

    public static ReferenceTensors Expected => ReferenceTensors.Open(Repository.Shared("parity", "turbo-shaped", "expected.safetensors"));

    /// <summary>Returns the entry of a clip in <c>expected.json</c> that has the property and, if given, the mode.</summary>
    public static JsonElement Entry(string clip, string property, bool? timestamps = null)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Repository.Shared("parity", "turbo-shaped", "expected.json")));
        return document.RootElement.EnumerateArray()
            .Single(entry => entry.GetProperty("clip").GetString() == clip
                && entry.TryGetProperty(property, out _)
                && (timestamps is null || entry.GetProperty("timestamps").GetBoolean() == timestamps))
            .Clone();
    }

    /// <summary>Returns the largest difference relative to the largest expected magnitude.</summary>
    public static float RelativeError(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        Assert.Equal(expected.Length, actual.Length);
        var (difference, magnitude) = (0f, 0f);
        for (var i = 0; i < expected.Length; i++)
        {
            difference = MathF.Max(difference, MathF.Abs(actual[i] - expected[i]));
            magnitude = MathF.Max(magnitude, MathF.Abs(expected[i]));
        }
        return difference / magnitude;
    }
}
