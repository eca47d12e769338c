using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Operations;

namespace Transcribe.Server;

/// <summary>Finds the errors at start that the operator can fix.</summary>
internal static class StartFailure
{
    /// <summary>Returns one sentence per error, or null if the exception is not one of them and needs its stack trace.</summary>
    public static IReadOnlyList<string>? Explain(Exception exception) => exception switch
    {
        OptionsValidationException invalid => [.. invalid.Failures],
        // Settings of several sections are invalid.
        AggregateException several => ExplainAll(several.InnerExceptions),
        OperationStoreException store => [store.Message, store.InnerException!.Message],
        // The value of a setting within a dictionary has the wrong type. The inner exception names it.
        InvalidOperationException { InnerException: InvalidOperationException inner } => Explain(inner),
        SocketException socket => [$"{ServerOptions.Section}: the server cannot listen on its Address and Port: {socket.Message}"],
        // A setting has the wrong type, ffmpeg is missing, the default model or the voice model is invalid, the store is newer than this
        // program, the dead letter does not exist, the port is in use, or a file cannot be read or written.
        TranscriptionException or ModelException or OperationException or OperationStoreVersionException
            or InvalidOperationException or IOException or UnauthorizedAccessException or CryptographicException => [exception.Message],
        _ => null,
    };

    private static List<string>? ExplainAll(IEnumerable<Exception> exceptions)
    {
        var explained = exceptions.Select(Explain).ToList();
        return explained.Contains(null) ? null : [.. explained.SelectMany(reasons => reasons!)];
    }
}
