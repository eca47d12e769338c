using System.Text.Json;
using System.Text.Json.Serialization;

namespace Transcribe.Tests;

/// <summary>A recording whose words are known.</summary>
/// <param name="File">Its name in the manifest's folder.</param>
/// <param name="Language">BCP-47; null if nothing is spoken.</param>
/// <param name="Source">"human", "synthetic" or "none"; null if the manifest does not give it.</param>
/// <param name="Seconds">Its length; 0 if the manifest does not give it.</param>
/// <param name="Text">The spoken words.</param>
/// <param name="Segments">When they are spoken; null if the manifest does not give it.</param>
public sealed record Recording(
    string File, string? Language, string? Source, double Seconds, string Text, IReadOnlyList<SpokenSegment>? Segments)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };

    /// <summary>The recordings of a folder.</summary>
    public static IReadOnlyList<Recording> ReadManifest(string folder) =>
        JsonSerializer.Deserialize<List<Recording>>(System.IO.File.ReadAllText(Path.Combine(folder, "manifest.json")), Options)!;
}

/// <summary>A stretch of speech between two pauses.</summary>
/// <param name="Start">Seconds.</param>
/// <param name="End">Seconds.</param>
/// <param name="Text">The spoken words.</param>
public sealed record SpokenSegment(double Start, double End, string Text);
