using System.Reflection;

namespace Transcribe.Server.Tests.Hosting;

/// <summary>Runs the programs of tests/clients/dotnet, which are built in the configuration of the tests.</summary>
internal static class DotnetClient
{
    private static readonly string Configuration =
        typeof(DotnetClient).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>Runs a program, which must end with exit code 0.</summary>
    /// <returns>Its output.</returns>
    public static async Task<string> RunAsync(string project, params string[] arguments)
    {
        var program = Path.Combine(
            Repository.Root, "tests", "clients", "dotnet", project, "bin", Configuration, "net10.0", $"Transcribe.{project}.dll");
        var (exit, output, error) = await Tool.RunAsync("dotnet", [program, .. arguments]);
        Assert.True(exit == 0, error);
        return output;
    }
}
