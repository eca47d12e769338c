namespace Transcribe.Engines.Hub;

/// <summary>
/// A lock between processes: an exclusively opened file. On Unix this is <c>flock</c>, which Hugging Face's tools use on the same files.
/// Closing the file releases the lock.
/// </summary>
internal static class FileLock
{
    private const int WouldBlock = 11;
    private const int SharingViolation = unchecked((int)0x80070020);

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(0.5);

    public static async Task<FileStream> AcquireAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.HResult is WouldBlock or SharingViolation)
            {
                await Task.Delay(PollInterval, time, cancellationToken);
            }
        }
    }
}
