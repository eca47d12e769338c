using Transcribe.OpenAi.Form;
using Transcribe.Subtitles.Formats;

namespace Transcribe.OpenAi.Answers;

/// <summary>Writes a transcript in the format of a form.</summary>
internal static class Answer
{
    public const string Json = "application/json";

    // OpenAI's clients read any other type than this one as JSON.
    private const string PlainText = "text/plain; charset=utf-8";

    public static bool IsJson(AnswerFormat format) => format is AnswerFormat.Json or AnswerFormat.VerboseJson or AnswerFormat.WhisperJson;

    public static string ContentType(AnswerFormat format) => IsJson(format) ? Json : PlainText;

    public static string Write(Transcript transcript, AudioForm form) => form.Format switch
    {
        AnswerFormat.Json => JsonForms.Write(TextAnswer.Of(transcript, form.HasLogProbabilities)),
        AnswerFormat.VerboseJson => JsonForms.Write(VerboseAnswer.Of(transcript, form.HasSegments, form.HasWords)),
        AnswerFormat.WhisperJson => JsonForms.Write(WhisperAnswer.Of(transcript, form.HasWords)),
        AnswerFormat.Text => transcript.Text + "\n",
        AnswerFormat.Srt => SubtitleWriter.Write(transcript.Segments, SubtitleFormat.Srt, form.Layout),
        AnswerFormat.Vtt => SubtitleWriter.Write(transcript.Segments, SubtitleFormat.Vtt, form.Layout),
        AnswerFormat.Tsv => SubtitleWriter.Write(transcript.Segments, SubtitleFormat.Tsv, form.Layout),
        _ => throw new ArgumentOutOfRangeException(nameof(form), form.Format, message: null),
    };
}
