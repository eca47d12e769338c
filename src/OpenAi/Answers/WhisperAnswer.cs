namespace Transcribe.OpenAi.Answers;

/// <summary>The JSON that openai/whisper writes to files.</summary>
/// <param name="Text">The whole text.</param>
/// <param name="Segments">Each has its words if they are wanted.</param>
/// <param name="Language">The code of the language of the text.</param>
internal sealed record WhisperAnswer(string Text, VerboseSegment[] Segments, string Language)
{
    public static WhisperAnswer Of(Transcript transcript, bool hasWords) =>
        new(transcript.Text, [.. VerboseSegment.Of(transcript.Segments, hasWords)], transcript.LanguageCode);
}
