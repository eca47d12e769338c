namespace Transcribe.Server.Tests.Hosting;

/// <summary>Folders that others may still write to.</summary>
internal static class Folders
{
    /// <summary>Deletes the folder once whoever wrote to it, and was told to end, has ended.</summary>
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
