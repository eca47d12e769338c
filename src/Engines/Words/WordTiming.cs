namespace Transcribe.Engines.Words;

/// <summary>A word under construction. Times are in seconds from the window's start.</summary>
internal sealed class WordTiming
{
    /// <summary>The text with its leading space; empty once it has been merged into a neighbour.</summary>
    public required string Text { get; set; }

    /// <summary>The number of its text tokens, including those merged into it.</summary>
    public required int TokenCount { get; set; }

    public required double Start { get; set; }

    public required double End { get; set; }

    /// <summary>The mean probability of its tokens.</summary>
    public required float Probability { get; init; }

    public double Duration => End - Start;
}
