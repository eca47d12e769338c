namespace Transcribe.Tests;

/// <summary>Runs the clients in tests/clients/node.</summary>
public static class NodeScript
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "clients", "node");

    /// <summary>Runs a script, which must end with exit code 0.</summary>
    /// <returns>The trimmed output.</returns>
    public static Task<string> RunAsync(string script, params string[] arguments) => RunAsync(script, arguments, []);

    /// <summary>Runs a script with environment variables. It must end with exit code 0.</summary>
    /// <returns>The trimmed output.</returns>
    public static async Task<string> RunAsync(string script, string[] arguments, (string Name, string Value)[] environment)
    {
        Assert.SkipUnless(
            await Tool.SucceedsAsync("node", "-e", "process.exit(parseInt(process.versions.node) >= 18 ? 0 : 1)"),
            "needs Node.js 18 or newer: scripts/ensure node");
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Folder, "node_modules")), "needs `npm ci` in tests/clients/node: scripts/ensure node-clients");
        var (exit, output, error) = await Tool.RunAsync("node", [script, .. arguments], Folder, environment);
        Assert.True(exit == 0, $"{script} ended with {exit}:\n{output}{error}");
        return output.Trim();
    }
}
