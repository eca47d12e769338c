namespace Transcribe.Accuracy.Tests;

internal static class RecordingExtensions
{
    extension(Recording recording)
    {
        /// <summary>The group whose error rate the recording counts in.</summary>
        public string Group => $"{recording.Language} {recording.Source}{(recording.Seconds > 60 ? " long" : "")}";
    }
}
