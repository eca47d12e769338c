using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Generation;

/// <summary>Requires timestamps first, in pairs and in order, like openai/whisper's <c>ApplyTimestampRules</c>.</summary>
internal sealed class TimestampRules(SpecialTokens tokens, int maxInitialIndex)
{
    private readonly int _first = tokens.FirstTimestamp;

    /// <inheritdoc cref="LogitsRules.After"/>
    public TokenConstraints After(ReadOnlySpan<GeneratedToken> generated)
    {
        if (generated.IsEmpty)
            return Allow(isFirst: true, _first, _first, _first + maxInitialIndex + 1);
        var afterTimestamp = IsTimestamp(generated[^1]);
        var closesSegment = afterTimestamp && generated.Length > 1 && !IsTimestamp(generated[^2]);
        if (afterTimestamp && !closesSegment)
            return Allow(isFirst: false, 0, _first, _first);
        // A segment may begin where the previous one ended, but must end later than it began. Otherwise generation could loop forever.
        var from = LastTimestamp(generated) is { } last ? (closesSegment ? last : last + 1) : _first;
        return Allow(isFirst: false, closesSegment ? tokens.EndOfText : 0, from, TokenConstraints.NoEnd);
    }

    private int? LastTimestamp(ReadOnlySpan<GeneratedToken> generated)
    {
        for (var i = generated.Length - 1; i >= 0; i--)
        {
            if (IsTimestamp(generated[i]))
                return generated[i].Id;
        }

        return null;
    }

    private bool IsTimestamp(GeneratedToken token) => token.Id >= _first;

    private static TokenConstraints Allow(bool isFirst, int fromText, int fromTimestamp, int toTimestamp) => new()
    {
        IsFirst = isFirst,
        HasTimestamps = true,
        FirstText = fromText,
        FirstTimestamp = fromTimestamp,
        EndTimestamp = toTimestamp,
    };
}
