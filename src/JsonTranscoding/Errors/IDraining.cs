namespace Transcribe.JsonTranscoding.Errors;

/// <summary>The shutdown of the service, as far as errors depend on it.</summary>
public interface IDraining
{
    /// <summary>Whether the service has begun to shut down.</summary>
    bool HasBegun { get; }
}
