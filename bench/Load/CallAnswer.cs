namespace Transcribe.Bench.Load;

/// <summary>The response to a call.</summary>
/// <param name="Audio">The duration of the audio that the server processed.</param>
/// <param name="Words">The number of words in the transcript.</param>
internal sealed record CallAnswer(TimeSpan Audio, int Words)
{
    /// <param name="text">The transcript, with words separated by spaces.</param>
    public static int Count(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
}
