using System.Diagnostics;

namespace Transcribe.Whisper.Telemetry;

/// <summary>The stages of a model's load, as activities that a listener can time. They may overlap.</summary>
internal static class LoadStages
{
    public const string Folder = "folder";
    public const string Vocabulary = "vocabulary";
    public const string Hash = "hash of the weights";
    public const string WarmUp = "warm-up";

    /// <summary>The name of the source of the activities.</summary>
    public const string SourceName = "Transcribe.Whisper.Load";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins a stage; its end is the activity's disposal. Null if nobody listens.</summary>
    public static Activity? Begin(string stage) => Source.StartActivity(stage);

    /// <summary>The stage that writes a graph.</summary>
    public static string Graph(string part) => $"{part} graph";

    /// <summary>The stage that finds or writes the file with a graph's weights.</summary>
    public static string Weights(string part) => $"{part} weights";

    /// <summary>The stage that builds a graph's session.</summary>
    public static string Session(string part) => $"{part} session";
}
