namespace Transcribe.Tests;

/// <summary>The checkout's own files, and the test material that only some machines have in <c>../shared</c>.</summary>
public static class Repository
{
    /// <summary>The checkout's root: the nearest folder above the test binary with the solution in it.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The bundled model.</summary>
    public static string DigitsModel => Path.Combine(Root, "models", "digits");

    /// <summary>
    /// The bundled model's files, without hidden ones: another test that loads the model may write one and remove it a moment later.
    /// </summary>
    public static IEnumerable<string> DigitsFiles =>
        Directory.EnumerateFiles(DigitsModel).Where(path => !Path.GetFileName(path).StartsWith('.'));

    /// <summary>The folder of the bundled speech samples and their manifest.</summary>
    public static string Samples => Path.Combine(Root, "samples");

    /// <summary>A bundled speech sample.</summary>
    public static string Sample(string name) => Path.Combine(Samples, name);

    /// <summary>A file or folder of the test material. Skips the test if it is missing.</summary>
    public static string Shared(params string[] path)
    {
        var full = Path.Combine([Root, "..", "shared", .. path]);
        Assert.SkipUnless(Path.Exists(full), $"needs ../shared/{string.Join('/', path)}, which is not beside this checkout");
        return Path.GetFullPath(full);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Transcribe.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No Transcribe.sln above {AppContext.BaseDirectory}");
    }
}
