using Microsoft.Extensions.Options;
using Transcribe.Engine;
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
catch (TranscriptionException exception)
{
    // What the engine needs is not there, such as ffmpeg.
    await Console.Error.WriteLineAsync(exception.Message);
    Environment.ExitCode = 1;
}
