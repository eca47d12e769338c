using System.Text.Json.Serialization;
using Transcribe.OpenAi.Form;

namespace Transcribe.OpenAi.Answers;

/// <summary>The text of a further segment.</summary>
/// <param name="Delta">The text, with the space that separates it from the text before it.</param>
/// <param name="Logprobs">Null if not wanted.</param>
internal sealed record DeltaEvent(string Delta, LogProbability[]? Logprobs)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "transcript.text.delta";
}

/// <summary>The end of the text.</summary>
/// <param name="Text">The whole text.</param>
/// <param name="Languages">The languages that were heard; null if there is no speech.</param>
/// <param name="Language">The name of the language of the text. OpenAI's API does not have it, nor the duration.</param>
/// <param name="Duration">In seconds.</param>
/// <param name="Logprobs">Null if not wanted.</param>
/// <remarks>OpenAI's event has a usage in tokens or none. This server does not count tokens as OpenAI does.</remarks>
internal sealed record DoneEvent(string Text, HeardLanguage[]? Languages, string Language, double Duration, LogProbability[]? Logprobs)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "transcript.text.done";

    public static DoneEvent Of(Transcript transcript, bool hasLogProbabilities) => new(
        transcript.Text,
        HeardLanguage.Of(transcript),
        LanguageNames.NameOf(transcript.LanguageCode),
        transcript.Duration,
        LogProbability.Of(transcript.Segments, hasLogProbabilities));
}
