using Transcribe.Core;
using Transcribe.Engines.Words;
using Transcribe.WhisperCpp.Ggml;

namespace Transcribe.WhisperCpp.Segments;

/// <summary>
/// Makes words of whisper.cpp's tokens. Its token times are estimates from timestamps and loudness, so the words are fitted between the
/// times of their segment as those of the other engine are.
/// </summary>
internal sealed class WordMapping(GgmlFile file)
{
    /// <summary>The unit of token times.</summary>
    private const double SecondsPerStep = 0.01;

    private readonly WordSplitter _splitter = new(file.TextOf);

    /// <summary>The words of each segment.</summary>
    /// <param name="segments">All segments of a window, in order.</param>
    /// <param name="language">The language, which determines how words are split.</param>
    public IReadOnlyList<IReadOnlyList<Word>> Map(IReadOnlyList<TimedSegment> segments, string language)
    {
        var words = segments.Select(segment => Words(segment, language)).ToArray();
        var fit = WordFit.Of(words.SelectMany(ofSegment => ofSegment));
        foreach (var (segment, ofSegment) in segments.Zip(words))
        {
            PunctuationMerger.Merge(ofSegment);
            ofSegment.RemoveAll(word => string.IsNullOrWhiteSpace(word.Text));
            if (ofSegment.Count > 0)
                fit.Fit(ofSegment, segment.Start.TotalSeconds, segment.End.TotalSeconds);
        }

        return [.. words.Select(ofSegment => ofSegment.ConvertAll(ToWord))];
    }

    private List<WordTiming> Words(TimedSegment segment, string language)
    {
        var tokens = segment.Tokens;
        var words = new List<WordTiming>();
        var at = 0;
        foreach (var (text, count) in _splitter.Split([.. tokens.Select(token => token.Id)], language))
        {
            var own = tokens.AsSpan(at, count);
            words.Add(new WordTiming
            {
                Text = text,
                TokenCount = count,
                Start = own[0].Start * SecondsPerStep,
                End = own[^1].End * SecondsPerStep,
                Probability = own.ToArray().Average(token => token.Probability),
            });
            at += count;
        }

        return words;
    }

    private static Word ToWord(WordTiming word) => new(Time(word.Start), Time(word.End), word.Text.Trim(), word.Probability);

    private static TimeSpan Time(double seconds) => SampleTime.Of((long)Math.Round(seconds * SampleTime.SampleRate));
}
