using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Transcribe.Engine;
using Transcribe.Engine.Models;
using Transcribe.Server;

try
{
    await TranscribeServer.Build(args).RunAsync();
}
catch (OptionsValidationException exception)
{
    await FailAsync(exception.Failures);
}
catch (Exception exception) when (exception is TranscriptionException or ModelFolderException or InvalidOperationException or IOException or CryptographicException)
{
    // ffmpeg is missing, the voice model is none, a setting is not of its type, the port is taken, the certificate cannot be read.
    await FailAsync([exception.Message]);
}

// What is wrong is the operator's to mend: it is said without a stack trace.
static async Task FailAsync(IEnumerable<string> reasons)
{
    foreach (var reason in reasons)
        await Console.Error.WriteLineAsync(reason);
    Environment.ExitCode = 1;
}
