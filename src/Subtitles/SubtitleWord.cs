namespace Transcribe.Subtitles;

/// <summary>A word to show.</summary>
/// <param name="Start">From the start of the audio, in ms.</param>
/// <param name="End">From the start of the audio, in ms.</param>
/// <param name="Text">With its punctuation, without white space.</param>
/// <param name="IsSpaced">Whether a space separates it from the word before it, if both are on one line.</param>
public sealed record SubtitleWord(long Start, long End, string Text, bool IsSpaced)
{
    /// <summary>The columns that the text takes: two for a full-width character, none for a combining one.</summary>
    public int Width { get; } = DisplayWidth.Of(Text);
}
