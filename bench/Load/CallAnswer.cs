namespace Transcribe.Bench.Load;

/// <summary>The response to a call.</summary>
/// <param name="Audio">The duration of the audio that the server processed.</param>
/// <param name="Text">The transcript, with words separated by spaces.</param>
internal sealed record CallAnswer(TimeSpan Audio, string Text)
{
    /// <summary>The number of words in the transcript.</summary>
    public int Words => Split(Text).Length;

    /// <summary>The words of a text.</summary>
    public static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
