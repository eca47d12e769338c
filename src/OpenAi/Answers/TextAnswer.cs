namespace Transcribe.OpenAi.Answers;

/// <summary>The format <c>json</c>.</summary>
internal sealed record TextAnswer(string Text, HeardLanguage[]? Languages, LogProbability[]? Logprobs, Usage Usage)
{
    public static TextAnswer Of(Transcript transcript, bool hasLogProbabilities) => new(
        transcript.Text,
        HeardLanguage.Of(transcript),
        LogProbability.Of(transcript.Segments, hasLogProbabilities),
        Usage.Of(transcript));
}
