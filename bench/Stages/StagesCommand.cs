using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Transcribe.Bench.Stages;

/// <summary><c>stages</c>.</summary>
internal static class StagesCommand
{
    public static Command Create()
    {
        var filter = new Option<string>("--filter") { Description = "Which benchmarks, such as '*Step*'", DefaultValueFactory = _ => "*" };
        var output = new Option<string>("--output") { Description = "The folder for the tables", DefaultValueFactory = _ => Path.Combine("artifacts", "stages") };
        var command = new Command("stages", "Measures the engine's stages one by one, without a server, and writes a Markdown table of each.") { filter, output };
        command.SetAction(parsed =>
        {
            var summaries = BenchmarkSwitcher.FromAssembly(typeof(StagesCommand).Assembly)
                .Run(["--filter", parsed.GetRequiredValue(filter)], Config(Path.GetFullPath(parsed.GetRequiredValue(output))));
            return summaries.Any() && summaries.All(summary => summary.Reports.Length > 0 && summary.Reports.All(report => report.Success)) ? 0 : 1;
        });
        return command;
    }

    /// <summary>In this process: the engine's sessions are its own already, and nothing is built anew.</summary>
    private static ManualConfig Config(string output) => ManualConfig.CreateEmpty()
        .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(2).WithIterationCount(8).WithIterationTime(TimeInterval.FromMilliseconds(200)))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddExporter(MarkdownExporter.GitHub)
        .AddLogger(ConsoleLogger.Default)
        .WithArtifactsPath(output);
}
