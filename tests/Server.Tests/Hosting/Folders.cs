namespace Transcribe.Server.Tests.Hosting;

/// <summary>Deletes folders that others may still write to.</summary>
internal static class Folders
{
    /// <summary>Deletes the folder once the processes that write to it have ended.</summary>
    public static Task DeleteAsync(this DirectoryInfo folder) => Until.TrueAsync(() =>
    {
        try
        {
            folder.Delete(recursive: true);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    });
}
