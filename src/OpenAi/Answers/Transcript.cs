using Transcribe.Core;

namespace Transcribe.OpenAi.Answers;

/// <summary>A complete transcript.</summary>
/// <param name="Task">What the model did.</param>
/// <param name="Segments">In order of time.</param>
/// <param name="Summary">The summary of the whole audio.</param>
internal sealed record Transcript(TranscriptionTask Task, IReadOnlyList<Segment> Segments, TranscriptionSummary Summary)
{
    /// <summary>The texts of all segments.</summary>
    public string Text { get; } = TranscriptText.Join(Segments.Select(segment => segment.Text));

    /// <summary>Code of the language of the text; empty if there is no speech.</summary>
    public string LanguageCode => Task == TranscriptionTask.Translate ? "en" : Summary.LanguageCode;

    /// <summary>In seconds.</summary>
    public double Duration => Summary.Coverage.Audio.TotalSeconds;
}
