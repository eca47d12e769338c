using System.CommandLine;
using Transcribe.Bench.Backlog;
using Transcribe.Bench.Compare;
using Transcribe.Bench.Live;
using Transcribe.Bench.Load;
using Transcribe.Bench.Models;
using Transcribe.Bench.Overload;
using Transcribe.Bench.Stages;
using Transcribe.Bench.Start;
using Transcribe.Bench.Store;

var root = new RootCommand("Measures the service.")
{
    MakeModelCommand.Create(),
    ToGgmlCommand.Create(),
    LoadCommand.Create(TimeProvider.System),
    OverloadCommand.Create(TimeProvider.System),
    CompareCommand.Create(TimeProvider.System),
    LiveCommand.Create(TimeProvider.System),
    BacklogCommand.Create(TimeProvider.System),
    StoreCommand.Create(TimeProvider.System),
    StagesCommand.Create(),
    StartCommand.Create(TimeProvider.System),
    StartCommand.CreateOnce(TimeProvider.System),
};
return await root.Parse(args).InvokeAsync();
