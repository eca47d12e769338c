using Transcribe.Bench.Load;
using Transcribe.V1;

namespace Transcribe.Bench.Live;

/// <summary>Compares the results of a stream, as a viewer sees them, with the reference transcript.</summary>
internal sealed class LiveScore
{
    private const double UnsureSeconds = 0.3;

    private readonly List<string> _finals = [];
    private readonly Dictionary<int, (string Word, TimeSpan At)> _firstShown = [];
    private readonly Dictionary<int, (string Word, TimeSpan At)> _firstStable = [];
    private readonly HashSet<(int Position, string Word)> _shown = [];
    private readonly List<TimeSpan> _finalAt = [];

    public LiveScore(LiveTrace trace, TimeSpan speechEnd)
    {
        foreach (var (at, response) in trace.Responses)
            Follow(at, response);
        ShownWords = _shown.Count;
        TakenBack = _shown.Count(shown => shown.Position >= _finals.Count || _finals[shown.Position] != shown.Word);
        StableTakenBack = _firstStable.Count(stable => stable.Key >= _finals.Count || _finals[stable.Key] != stable.Value.Word);
        Alignment = WordAlignment.Between([.. trace.File.Words.Select(word => word.Text)], _finals);
        foreach (var (truth, found) in Alignment.Matches)
            Measure(trace.File.Words[truth], found, speechEnd);
    }

    /// <summary>The time from the end of the first word after a pause to the first response that contains it.</summary>
    public List<double> FirstInterim { get; } = [];

    /// <summary>The time from the end of a word to the response in which it is stable or final.</summary>
    public List<double> CommitLag { get; } = [];

    /// <summary>The time from the end of speech, plus the silence that ends an utterance, to the final result.</summary>
    public List<double> FinalLag { get; } = [];

    /// <summary>The number of interim words, counted once per position.</summary>
    public int ShownWords { get; }

    /// <summary>The number of interim words that the final text does not contain at that position.</summary>
    public int TakenBack { get; }

    /// <summary>The number of stable words that the final text does not contain at that position.</summary>
    public int StableTakenBack { get; }

    public WordAlignment Alignment { get; }

    private void Follow(TimeSpan at, TranscribeLiveResponse response)
    {
        var position = _finals.Count;
        foreach (var result in response.Results)
        {
            foreach (var word in result.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                Show(position++, word, at, result);
                if (!result.IsFinal)
                    continue;
                _finals.Add(word);
                _finalAt.Add(at);
            }
        }
    }

    private void Show(int position, string word, TimeSpan at, LiveResult result)
    {
        if (!_firstShown.TryGetValue(position, out var shown) || shown.Word != word)
            _firstShown[position] = (word, at);
        if ((result.IsFinal || result.Stability >= 0.9) && !_firstStable.ContainsKey(position))
            _firstStable[position] = (word, at);
        if (!result.IsFinal)
            _shown.Add((position, word));
    }

    private void Measure(SpokenWord truth, int found, TimeSpan speechEnd)
    {
        if (truth.IsFirst)
            FirstInterim.Add((_firstShown[found].At - truth.End).TotalSeconds);
        CommitLag.Add((_firstStable[found].At - truth.End).TotalSeconds);
        // A pause that is about as long as the silence that ends an utterance may or may not end one.
        if (double.IsFinite(truth.Pause) && truth.Pause > speechEnd.TotalSeconds + UnsureSeconds)
            FinalLag.Add((_finalAt[found] - truth.End - speechEnd).TotalSeconds);
    }
}
