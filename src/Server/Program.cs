using Microsoft.Extensions.Options;
using Transcribe.Server;

try
{
    await TranscribeServer.Build(args).RunAsync();
}
catch (OptionsValidationException exception)
{
    // A setting that cannot work is the operator's to mend: what is wrong, without a stack trace.
    foreach (var failure in exception.Failures)
        await Console.Error.WriteLineAsync(failure);
    Environment.ExitCode = 1;
}
