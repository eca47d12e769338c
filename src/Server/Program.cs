using Transcribe.Server;
using Transcribe.Server.Commands;

try
{
    if (args is [WebhookCommand.Name, .. var rest])
        await WebhookCommand.RunAsync(rest, Console.Out);
    else if (args is [OperationsCommand.Name, .. var verb])
        await OperationsCommand.RunAsync(verb, Console.Out);
    else if (!await TranscribeServer.RunAsync(TranscribeServer.Build(args)))
        Environment.ExitCode = 1;
}
// The operator can fix these errors, so they are printed without a stack trace.
catch (Exception exception) when (StartFailure.Explain(exception) is { } reasons)
{
    foreach (var reason in reasons)
        await Console.Error.WriteLineAsync(reason);
    Environment.ExitCode = 1;
}
