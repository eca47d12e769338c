namespace Transcribe.JsonTranscoding.Errors;

/// <summary>The shutdown state of the service, which determines some errors.</summary>
public interface IDraining
{
    /// <summary>Whether the service has begun to shut down.</summary>
    bool HasBegun { get; }
}
