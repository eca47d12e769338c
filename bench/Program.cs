using System.CommandLine;
using Transcribe.Bench.Live;
using Transcribe.Bench.Load;
using Transcribe.Bench.Models;

var root = new RootCommand("Measures the service.")
{
    MakeModelCommand.Create(),
    LoadCommand.Create(TimeProvider.System),
    LiveCommand.Create(TimeProvider.System),
};
return await root.Parse(args).InvokeAsync();
