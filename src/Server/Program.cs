using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Operations;
using Transcribe.Server;
using Transcribe.Server.Commands;

try
{
    if (args is [WebhookCommand.Name, .. var rest])
        await WebhookCommand.RunAsync(rest, Console.Out);
    else if (!await TranscribeServer.RunAsync(TranscribeServer.Build(args)))
        Environment.ExitCode = 1;
}
catch (OptionsValidationException exception)
{
    await FailAsync(exception.Failures);
}
catch (OperationStoreException exception)
{
    await FailAsync([exception.Message, exception.InnerException!.Message]);
}
catch (Exception exception) when (exception is TranscriptionException or ModelException or OperationException
    or OperationStoreVersionException or InvalidOperationException or IOException or CryptographicException)
{
    // ffmpeg is missing, the voice model is invalid, the store is newer than this program, the dead letter does not exist, a setting has
    // the wrong type, the port is in use, or the certificate cannot be read.
    await FailAsync([exception.Message]);
}

// The operator can fix these errors, so they are printed without a stack trace.
static async Task FailAsync(IEnumerable<string> reasons)
{
    foreach (var reason in reasons)
        await Console.Error.WriteLineAsync(reason);
    Environment.ExitCode = 1;
}
