namespace Transcribe.Bench.Load;

/// <summary>What a call was answered.</summary>
/// <param name="Audio">How much the server went through.</param>
/// <param name="Words">In the transcript.</param>
internal sealed record CallAnswer(TimeSpan Audio, int Words)
{
    /// <param name="text">Words between spaces.</param>
    public static int Count(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
}
