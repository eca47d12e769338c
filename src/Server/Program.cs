using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Operations;
using Transcribe.Server;
using Transcribe.Server.Commands;

try
{
    await (args is [WebhookCommand.Name, .. var rest] ? WebhookCommand.RunAsync(rest, Console.Out) : TranscribeServer.Build(args).RunAsync());
}
catch (OptionsValidationException exception)
{
    await FailAsync(exception.Failures);
}
catch (OperationStoreException exception)
{
    await FailAsync([exception.Message, exception.InnerException!.Message]);
}
catch (Exception exception) when (exception is TranscriptionException or ModelException or OperationException or OperationStoreVersionException
    or InvalidOperationException or IOException or CryptographicException)
{
    // ffmpeg is missing, the voice model is none, the store is newer than this program, there is no such dead letter, a setting is not of its type, the port is taken, the certificate cannot be read.
    await FailAsync([exception.Message]);
}

// What is wrong is the operator's to mend: it is said without a stack trace.
static async Task FailAsync(IEnumerable<string> reasons)
{
    foreach (var reason in reasons)
        await Console.Error.WriteLineAsync(reason);
    Environment.ExitCode = 1;
}
