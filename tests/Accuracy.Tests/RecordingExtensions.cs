namespace Transcribe.Accuracy.Tests;

internal static class RecordingExtensions
{
    extension(Recording recording)
    {
        /// <summary>The group to whose error rate the recording belongs.</summary>
        public string Group => $"{recording.Language} {recording.Source}{(recording.Seconds > 60 ? " long" : "")}";
    }
}
