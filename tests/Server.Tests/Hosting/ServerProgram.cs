namespace Transcribe.Server.Tests.Hosting;

/// <summary>The server as a program of its own.</summary>
internal static class ServerProgram
{
    /// <summary>Runs it to its end.</summary>
    public static Task<ToolResult> RunAsync(params IEnumerable<string> arguments) =>
        Tool.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "Transcribe.Server.dll"), .. arguments]);
}
