namespace Transcribe.Operations.Tests.Support;

/// <summary>The folder in which a store keeps inline audio.</summary>
internal static class TestFolderExtensions
{
    extension(TestFolder folder)
    {
        public string Spool => folder["spool"];

        public IReadOnlyList<string> Spooled =>
            Directory.Exists(folder.Spool) ? [.. Directory.EnumerateFiles(folder.Spool).Select(Path.GetFileName)!] : [];
    }
}
