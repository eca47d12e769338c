namespace Transcribe.Core;

/// <summary>The text of a transcript.</summary>
public static class TranscriptText
{
    /// <summary>The texts of segments, joined by one space.</summary>
    public static string Join(IEnumerable<string> segments) => string.Join(' ', segments).Trim();
}
