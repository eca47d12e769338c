namespace Transcribe.Transcription;

/// <summary>The metrics of transcription, for exporters.</summary>
public static class TranscriptionMetrics
{
    /// <summary>The name of the meter. It does not follow the project's name, because existing dashboards select by it.</summary>
    public const string MeterName = "Transcribe.Engine";
}
