using System.CommandLine;
using Transcribe.V1;

namespace Transcribe.Bench.Load;

/// <summary>The <c>load</c> command.</summary>
internal static class LoadCommand
{
    private const string Grpc = "grpc";
    private const string Http = "http";
    private const string Multipart = "multipart";

    public static Command Create(TimeProvider time)
    {
        var target = TargetOption.Create();
        var transport = new Option<string>("--transport") { Description = "Transport of the calls", DefaultValueFactory = _ => Grpc };
        transport.AcceptOnlyFromAmong(Grpc, Http, Multipart);
        var callers = new Option<int>("--callers")
        {
            Description = "Number of concurrent callers, each with its own connection",
            DefaultValueFactory = _ => 1,
        }.Positive();
        var requests = new Option<int?>("--requests")
        {
            Description = "Total number of calls; default one per caller unless --duration is set",
        }.Positive();
        var duration = new Option<int?>("--duration") { Description = "Seconds after which no further call begins" }.Positive();
        var audio = new Option<FileInfo>("--audio") { Description = "An audio file", Required = true }.AcceptExistingOnly();
        var seconds = new Option<int?>("--seconds")
        {
            Description = "Duration in seconds to which the audio is repeated or cut, as WAV; by default the file is sent unchanged",
        }.Positive();
        var stream = new Option<bool>("--stream") { Description = "Receive segments one by one" };
        var serverPid = new Option<int?>("--server-pid") { Description = "Process id of the server, to measure its memory" };
        var text = new Option<string?>("--text") { Description = "What is said in the audio, to count the word errors of the answers" };
        var name = new Option<string>("--name") { Description = "Name of the row", DefaultValueFactory = _ => "load" };
        var header = new Option<bool>("--header") { Description = "Print the table header first" };

        var command = new Command("load", "Calls the server from many callers and prints a row of a Markdown table. Fails if a call fails.")
        {
            target, transport, callers, requests, duration, audio, seconds, stream, serverPid, text, name, header,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(audio).FullName;
            var content = parsed.GetValue(seconds) is { } length
                ? await SpeechAudio.RepeatAsync(path, TimeSpan.FromSeconds(length), time)
                : await File.ReadAllBytesAsync(path, cancellationToken);
            var clients = Clients(
                parsed.GetRequiredValue(transport),
                parsed.GetRequiredValue(target),
                content,
                parsed.GetValue(stream),
                parsed.GetValue(callers));
            var limit = Limit(parsed.GetValue(requests), parsed.GetValue(duration), clients.Length);
            await using var memory = parsed.GetValue(serverPid) is { } pid ? new MemoryWatch(new ProcessMemory(pid), time) : null;
            var result = await new LoadRun(clients, limit, memory, time).RunAsync(cancellationToken);
            foreach (var client in clients)
                client.Dispose();

            if (parsed.GetValue(header))
                Console.WriteLine(LoadTable.Head);
            Console.WriteLine(LoadTable.Row(
                parsed.GetRequiredValue(name), parsed.GetRequiredValue(transport), result, memory, parsed.GetValue(text)));
            return result.Errors.Any() ? 1 : 0;
        });
        return command;
    }

    private static ITranscribeClient[] Clients(string transport, Uri target, byte[] audio, bool stream, int count)
    {
        if (transport == Grpc)
            return [.. Enumerable.Range(0, count).Select(_ => new GrpcTranscribeClient(target, audio, stream, new TranscriptionConfig()))];
        if (transport == Multipart)
            return [.. Enumerable.Range(0, count).Select(_ => new MultipartTranscribeClient(target, audio))];
        var body = HttpTranscribeClient.Body(audio);
        return [.. Enumerable.Range(0, count).Select(_ => new HttpTranscribeClient(target, body, stream))];
    }

    private static LoadLimit Limit(int? requests, int? duration, int callers) => requests is null && duration is null
        ? new LoadLimit(callers, null)
        : new LoadLimit(requests, duration is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
}
