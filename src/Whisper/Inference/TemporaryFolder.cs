namespace Transcribe.Whisper.Inference;

/// <summary>New folders for files that live while a model is loaded.</summary>
internal static class TemporaryFolder
{
    /// <summary>Creates a folder whose name begins with the prefix, for this user only.</summary>
    /// <exception cref="IOException">It cannot be created. The message is a sentence for the operator.</exception>
    public static DirectoryInfo Create(string prefix)
    {
        try
        {
            return Directory.CreateTempSubdirectory(prefix);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The folder of temporary files, {Path.GetTempPath()}, does not exist or is not writable; create it or set TMPDIR", fault);
        }
    }
}
