namespace Transcribe.Core;

/// <summary>
/// What the model measured while it generated a segment. All but <see cref="Tokens"/> belongs to the window around the segment, as in
/// openai/whisper.
/// </summary>
/// <param name="WindowStart">From the start of the audio to the start of the window: <c>seek</c> of openai/whisper.</param>
/// <param name="AverageLogProbability">The mean natural log-probability of the window's tokens, at most 0.</param>
/// <param name="CompressionRatio">The window's text in UTF-8 bytes over its zlib size. Repetition raises it.</param>
/// <param name="Temperature">The temperature at which the tokens were sampled, 0 to 1.</param>
/// <param name="LanguageProbability">
/// The probability of the language among the candidates, 0 to 1; 1 if the request or an earlier part of the window determined it.
/// </param>
/// <param name="Tokens">The segment's tokens in order, timestamps included; empty unless requested.</param>
public sealed record SegmentEvidence(
    TimeSpan WindowStart,
    float AverageLogProbability,
    float CompressionRatio,
    float Temperature,
    float LanguageProbability,
    IReadOnlyList<SegmentToken> Tokens);

/// <summary>A token of a segment.</summary>
/// <param name="Id">The id in the model's vocabulary.</param>
/// <param name="LogProbability">The natural log of its probability, at most 0.</param>
/// <param name="Utf8">The bytes that it adds to the text, not always whole characters; empty for a timestamp.</param>
public sealed record SegmentToken(int Id, float LogProbability, byte[] Utf8);
