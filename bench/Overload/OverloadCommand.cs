using System.CommandLine;
using System.Globalization;
using Grpc.Core;
using Transcribe.Bench.Load;
using Transcribe.V1;

namespace Transcribe.Bench.Overload;

/// <summary>The <c>overload</c> command.</summary>
internal static class OverloadCommand
{
    /// <summary>The deadline of a call as a multiple of the latency of one caller, and the rate as a multiple of the capacity.</summary>
    private const int Factor = 3;

    private const int Callers = 16;
    private const int SingleCalls = 20;

    private const string Head =
        "| case | latency ms | capacity per s | calls per s | deadline ms | refused | late | in time | of the admitted | in time per s |\n"
        + "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

    public static Command Create(TimeProvider time)
    {
        var target = TargetOption.Create();
        var audio = new Option<FileInfo>("--audio") { Description = "An audio file", Required = true }.AcceptExistingOnly();
        var seconds = new Option<int>("--seconds")
        {
            Description = "Duration in seconds to which the audio is repeated or cut, as WAV",
            DefaultValueFactory = _ => 5,
        }.Positive();
        var duration = new Option<int>("--duration")
        {
            Description = "Seconds of each of the two runs: at capacity, and above it",
            DefaultValueFactory = _ => 10,
        }.Positive();
        var name = new Option<string>("--name") { Description = "Name of the row", DefaultValueFactory = _ => "overload" };
        var header = new Option<bool>("--header") { Description = "Print the table header first" };
        var command = new Command("overload", "Calls the server at three times its capacity and prints a row of a Markdown table.")
        {
            target, audio, seconds, duration, name, header,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var content = await SpeechAudio.RepeatAsync(
                parsed.GetRequiredValue(audio).FullName, TimeSpan.FromSeconds(parsed.GetValue(seconds)), time);
            var run = new Runs(parsed.GetRequiredValue(target), content, TimeSpan.FromSeconds(parsed.GetValue(duration)), time);
            if (parsed.GetValue(header))
                Console.WriteLine(Head);
            Console.WriteLine(await run.RowAsync(parsed.GetRequiredValue(name), cancellationToken));
        });
        return command;
    }

    private sealed class Runs(Uri target, byte[] audio, TimeSpan duration, TimeProvider time)
    {
        public async Task<string> RowAsync(string name, CancellationToken cancellationToken)
        {
            var single = await ClosedAsync(1, new LoadLimit(SingleCalls, null), cancellationToken);
            var full = await ClosedAsync(Callers, new LoadLimit(null, duration), cancellationToken);
            var (latency, capacity) = (single.Latency(50)!.Value, full.Calls.Count / full.Wall.TotalSeconds);
            var deadline = Factor * latency;
            var calls = await OpenAsync(deadline, TimeSpan.FromSeconds(1 / (Factor * capacity)), cancellationToken);
            int Count(StatusCode status) => calls.Count(call => call.Error == status.ToString());
            var (refused, late) = (Count(StatusCode.Unavailable), Count(StatusCode.DeadlineExceeded));
            var answered = calls.Count(call => call.Error is null);
            if (refused + late + answered != calls.Count)
                throw new InvalidOperationException("A call failed in another way.");
            return string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {latency.TotalMilliseconds:F0} | {capacity:F1} | {Factor * capacity:F1} | {deadline.TotalMilliseconds:F0} "
                + $"| {refused} | {late} | {answered} | {(double)answered / (answered + late):P1} "
                + $"| {answered / duration.TotalSeconds:F1} |");
        }

        private async Task<LoadResult> ClosedAsync(int callers, LoadLimit limit, CancellationToken cancellationToken)
        {
            var clients = Clients(callers, null);
            var result = await new LoadRun(clients, limit, memory: null, time).RunAsync(cancellationToken);
            Array.ForEach(clients, client => client.Dispose());
            return result;
        }

        private async Task<IReadOnlyList<CallOutcome>> OpenAsync(TimeSpan deadline, TimeSpan interval, CancellationToken cancellationToken)
        {
            var clients = Clients(Callers, deadline);
            var calls = await new OpenLoop(clients, time).RunAsync(interval, duration, cancellationToken);
            Array.ForEach(clients, client => client.Dispose());
            return calls;
        }

        private ITranscribeClient[] Clients(int count, TimeSpan? limit) => [.. Enumerable.Range(0, count)
            .Select(_ => new GrpcTranscribeClient(target, audio, stream: false, new TranscriptionConfig(), limit))];
    }
}
