using Transcribe.Core;
using Transcribe.OpenAi.Form;

namespace Transcribe.OpenAi.Answers;

/// <summary>The format <c>verbose_json</c>.</summary>
/// <param name="Task">"transcribe" or "translate".</param>
/// <param name="Language">The name of the language of the text.</param>
/// <param name="Duration">In seconds.</param>
/// <param name="Text">The whole text.</param>
/// <param name="Segments">Null if not wanted.</param>
/// <param name="Words">Null if not wanted.</param>
/// <param name="Usage">What OpenAI would charge.</param>
internal sealed record VerboseAnswer(
    string Task, string Language, double Duration, string Text, VerboseSegment[]? Segments, VerboseWord[]? Words, Usage Usage)
{
    public static VerboseAnswer Of(Transcript transcript, bool hasSegments, bool hasWords) => new(
        transcript.Task == TranscriptionTask.Translate ? "translate" : "transcribe",
        LanguageNames.NameOf(transcript.LanguageCode),
        transcript.Duration,
        transcript.Text,
        hasSegments ? [.. VerboseSegment.Of(transcript.Segments)] : null,
        hasWords ? [.. transcript.Segments.SelectMany(segment => segment.Words).Select(VerboseWord.Of)] : null,
        Usage.Of(transcript));
}

/// <param name="Word">The word with its punctuation.</param>
/// <param name="Start">In seconds.</param>
/// <param name="End">In seconds.</param>
/// <param name="Probability">The mean probability of its tokens, 0 to 1. OpenAI's API does not have it.</param>
internal sealed record VerboseWord(string Word, double Start, double End, float Probability)
{
    public static VerboseWord Of(Word word) => new(word.Text, word.Start.TotalSeconds, word.End.TotalSeconds, word.Confidence);
}
