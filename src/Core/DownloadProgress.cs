namespace Transcribe.Core;

/// <summary>The progress of one file's download.</summary>
/// <param name="File">The file's name in the repository.</param>
/// <param name="Done">Bytes on disk; the number falls when a download restarts from the beginning.</param>
/// <param name="Total">The file's size in bytes.</param>
public readonly record struct DownloadProgress(string File, long Done, long Total);
