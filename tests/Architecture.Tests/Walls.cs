using Mono.Cecil;

namespace Transcribe.Architecture.Tests;

/// <summary>The built projects of src/ and their allowed references.</summary>
internal static class Walls
{
    public const string Prefix = "Transcribe.";

    /// <summary>
    /// The direction of references: Server → OpenAi → JsonTranscoding → Operations → Core, and Server → Transcription → Audio → Core. Only
    /// Server references engines and stores.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string[]> Allowed = new Dictionary<string, string[]>
    {
        ["Core"] = [],
        ["Audio"] = ["Core"],
        ["Engines"] = ["Core"],
        ["Whisper"] = ["Core", "Engines"],
        ["WhisperCpp"] = ["Core", "Engines"],
        ["Transcription"] = ["Core", "Audio"],
        ["Operations"] = ["Core"],
        ["Operations.S3"] = ["Core", "Operations"],
        ["Operations.Sql"] = ["Core", "Operations"],
        ["Operations.Postgres"] = ["Core", "Operations", "Operations.Sql"],
        ["Operations.Sqlite"] = ["Core", "Operations", "Operations.Sql"],
        ["JsonTranscoding"] = ["Core", "Operations", "Protos"],
        ["Subtitles"] = ["Core"],
        ["OpenAi"] = ["Core", "JsonTranscoding", "Subtitles"],
        ["Realtime"] = ["Core", "JsonTranscoding", "Protos"],
        ["Server"] =
        [
            "Core", "Audio", "Engines", "Whisper", "WhisperCpp", "Transcription", "Operations", "Operations.Postgres", "Operations.S3",
            "Operations.Sql", "Operations.Sqlite", "JsonTranscoding", "Protos", "Subtitles", "OpenAi", "Realtime",
        ],
    };

    /// <summary>Libraries that only one project may reference.</summary>
    public static readonly IReadOnlyDictionary<string, string> Owners = new Dictionary<string, string>
    {
        ["Microsoft.ML.OnnxRuntime"] = "Whisper",
        ["Microsoft.ML.Tokenizers"] = "Whisper",
        ["Whisper.net"] = "WhisperCpp",
        ["FFMpegCore"] = "Audio",
        ["Microsoft.Security.AntiSSRF"] = "Audio",
        ["Microsoft.Data.Sqlite"] = "Operations.Sqlite",
        ["AWSSDK.S3"] = "Operations.S3",
        ["Npgsql"] = "Operations.Postgres",
        ["Microsoft.OpenApi"] = "JsonTranscoding",
        ["Wcwidth"] = "Subtitles",
    };

    public static AssemblyDefinition Read(string project) =>
        AssemblyDefinition.ReadAssembly(Path.Combine(AppContext.BaseDirectory, $"{Prefix}{project}.dll"));
}
