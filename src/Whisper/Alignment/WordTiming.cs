namespace Transcribe.Whisper.Alignment;

/// <summary>A word in the making. Times are in seconds from the window's start.</summary>
internal sealed class WordTiming
{
    /// <summary>With its leading space; empty once it has been merged into a neighbour.</summary>
    public required string Text { get; set; }

    /// <summary>How many text tokens it has, those merged into it included.</summary>
    public required int TokenCount { get; set; }

    public required double Start { get; set; }

    public required double End { get; set; }

    /// <summary>Mean probability of its tokens.</summary>
    public required float Probability { get; init; }

    public double Duration => End - Start;
}
