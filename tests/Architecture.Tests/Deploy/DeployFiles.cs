namespace Transcribe.Architecture.Tests.Deploy;

/// <summary>The files in deploy/.</summary>
internal static class DeployFiles
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "deploy");

    /// <summary>The texts of all files.</summary>
    public static IEnumerable<string> Texts =>
        Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(File.ReadAllText);

    public static string At(params string[] path) => Path.Combine([Folder, .. path]);

    /// <summary>Runs a tool and returns its output. Skips the test if the machine does not have the tool.</summary>
    public static async Task<string> RunAsync(string tool, params string[] arguments)
    {
        Assert.SkipUnless(await Tool.SucceedsAsync("sh", "-c", $"command -v {tool}"), $"needs {tool}");
        var (exit, output, error) = await Tool.RunAsync(tool, arguments, Folder);
        Assert.True(exit == 0, output + error);
        return output;
    }
}
