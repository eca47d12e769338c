using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Transcribe.Core;

namespace Transcribe.OpenAi.Answers;

/// <summary>The parts that several answers have, in the spelling of OpenAI's API.</summary>
internal static class JsonForms
{
    // Text is not escaped, because no answer is embedded in an HTML page.
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);
}

/// <param name="Code">The code of a language that was heard.</param>
internal sealed record HeardLanguage(string Code)
{
    /// <summary>The languages of a transcript; null if there is no speech.</summary>
    public static HeardLanguage[]? Of(Transcript transcript) =>
        transcript.Summary.LanguageCode is { Length: > 0 } code ? [new HeardLanguage(code)] : null;
}

/// <summary>What OpenAI would charge.</summary>
/// <param name="Type">Always "duration".</param>
/// <param name="Seconds">The duration of the audio, in whole seconds.</param>
internal sealed record Usage(string Type, int Seconds)
{
    public static Usage Of(Transcript transcript) => new("duration", (int)Math.Ceiling(transcript.Duration));
}

/// <summary>A token of the text.</summary>
/// <param name="Token">Its text; a part of a character is shown as U+FFFD.</param>
/// <param name="Logprob">The natural log of its probability.</param>
/// <param name="Bytes">Its text in UTF-8.</param>
internal sealed record LogProbability(string Token, double Logprob, IReadOnlyList<int> Bytes)
{
    /// <summary>OpenAI's value for tokens that are very unlikely. JSON has no infinity.</summary>
    public const double Least = -9999;

    /// <summary>The tokens of segments; null if they are not wanted.</summary>
    public static LogProbability[]? Of(IEnumerable<Segment> segments, bool areWanted) => areWanted
        ? [.. segments.SelectMany(segment => segment.Evidence?.Tokens ?? []).Where(token => token.Utf8.Length > 0).Select(Of)]
        : null;

    private static LogProbability Of(SegmentToken token) => new(
        Encoding.UTF8.GetString(token.Utf8), Math.Max(token.LogProbability, Least), [.. token.Utf8.Select(value => (int)value)]);
}
