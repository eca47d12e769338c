namespace Transcribe.Transcription;

/// <summary>The metrics of transcription, for exporters.</summary>
public static class TranscriptionMetrics
{
    /// <summary>The meter's name. It keeps its first value, because dashboards select by it.</summary>
    public const string MeterName = "Transcribe.Engine";
}
