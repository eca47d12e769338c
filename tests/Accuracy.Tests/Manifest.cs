using System.Text.Json;
using System.Text.Json.Serialization;

namespace Transcribe.Accuracy.Tests;

/// <summary>A recording whose words are known.</summary>
/// <param name="File">Its name beside the manifest.</param>
/// <param name="Language">BCP-47; null where nothing is said.</param>
/// <param name="Source">"human", "synthetic" or "none".</param>
/// <param name="Seconds">Its length; 0 where the manifest does not tell.</param>
/// <param name="Text">What is said.</param>
/// <param name="Segments">When it is said; empty where the manifest does not tell.</param>
internal sealed record Recording(string File, string? Language, string? Source, double Seconds, string Text, IReadOnlyList<SpokenSegment>? Segments)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowReadingFromString };

    /// <summary>The group that an error rate is given for.</summary>
    public string Group => $"{Language} {Source}{(Seconds > 60 ? " long" : "")}";

    /// <summary>The recordings of a folder.</summary>
    public static IReadOnlyList<Recording> ReadManifest(string folder) =>
        JsonSerializer.Deserialize<List<Recording>>(System.IO.File.ReadAllText(Path.Combine(folder, "manifest.json")), Options)!;
}

/// <summary>A stretch of speech between two pauses.</summary>
/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds.</param>
internal sealed record SpokenSegment(double Start, double End);
