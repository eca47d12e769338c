namespace Transcribe.Engine.Models;

/// <summary>A Hugging Face Whisper folder, read and checked; weights and vocabulary stay on disk until they are asked for.</summary>
public sealed record WhisperFolder
{
    /// <summary>The folder.</summary>
    public required string Path { get; init; }

    public required WhisperConfig Config { get; init; }

    public required GenerationConfig Generation { get; init; }
}
