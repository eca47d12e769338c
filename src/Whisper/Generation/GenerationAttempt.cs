using System.Runtime.InteropServices;
using Transcribe.Engines.Fallback;

namespace Transcribe.Whisper.Generation;

/// <summary>One attempt to generate a window's text at one temperature: the tokens so far and their score.</summary>
/// <param name="temperature">The sampling temperature.</param>
/// <param name="endOfText">The id that ends the text.</param>
/// <param name="limit">The largest number of tokens to sample, at least 1, end-of-text included.</param>
internal sealed class GenerationAttempt(float temperature, int endOfText, int limit)
{
    private readonly List<GeneratedToken> _tokens = new(limit);
    private double _logProbability;

    public float Temperature => temperature;

    /// <summary>The tokens so far, end-of-text excluded.</summary>
    public ReadOnlySpan<GeneratedToken> Tokens => CollectionsMarshal.AsSpan(_tokens);

    public bool IsFinished { get; private set; }

    public void Add(GeneratedToken token)
    {
        _logProbability += token.LogProbability;
        if (token.Id == endOfText)
        {
            IsFinished = true;
            return;
        }

        _tokens.Add(token);
        IsFinished = _tokens.Count == limit;
    }

    /// <summary>The finished attempt with its scores.</summary>
    /// <param name="decode">Converts token ids to text.</param>
    public GenerationResult ToResult(Func<IEnumerable<int>, string> decode) => new()
    {
        Tokens = _tokens,
        MeanLogProbability = (float)(_logProbability / (_tokens.Count + 1)),
        CompressionRatio = CompressionRatio.Of(decode(_tokens.Select(token => token.Id)).Trim()),
        Temperature = temperature,
        Truncated = _tokens.Count == limit,
    };
}
