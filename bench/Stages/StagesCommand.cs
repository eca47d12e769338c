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

/// <summary>The <c>stages</c> command.</summary>
internal static class StagesCommand
{
    public static Command Create()
    {
        var filter = new Option<string>("--filter")
        {
            Description = "Benchmarks to run, for example '*Step*'",
            DefaultValueFactory = _ => "*",
        };
        var output = new Option<string>("--output")
        {
            Description = "Output folder of the tables",
            DefaultValueFactory = _ => Path.Combine("artifacts", "stages"),
        };
        var command = new Command("stages", "Measures each stage of the engine without a server, and writes a Markdown table for each.")
        {
            filter,
            output,
        };
        command.SetAction(parsed =>
        {
            var summaries = BenchmarkSwitcher.FromAssembly(typeof(StagesCommand).Assembly)
                .Run(["--filter", parsed.GetRequiredValue(filter)], Config(Path.GetFullPath(parsed.GetRequiredValue(output))));
            return summaries.Any() && summaries.All(summary => summary.Reports.Length > 0 && summary.Reports.All(report => report.Success))
                ? 0
                : 1;
        });
        return command;
    }

    /// <summary>The benchmarks run in this process, because the engine sessions are isolated already and nothing has to be built.</summary>
    private static ManualConfig Config(string output) => ManualConfig.CreateEmpty()
        .AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(2)
            .WithIterationCount(8)
            .WithIterationTime(TimeInterval.FromMilliseconds(200)))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddExporter(MarkdownExporter.GitHub)
        .AddLogger(ConsoleLogger.Default)
        .WithArtifactsPath(output);
}
