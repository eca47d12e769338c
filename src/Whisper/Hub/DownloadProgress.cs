namespace Transcribe.Whisper.Hub;

/// <summary>How far the download of one file has come.</summary>
/// <param name="File">Its name in the repository.</param>
/// <param name="Done">Bytes on disk; less than before when a download had to begin anew.</param>
/// <param name="Total">Bytes.</param>
public readonly record struct DownloadProgress(string File, long Done, long Total);
