using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.Realtime.Events;

namespace Transcribe.Realtime.Sessions;

/// <summary>Checks the settings of a session that a client has sent.</summary>
internal sealed class SessionCheck(ILiveTranscriber transcriber)
{
    /// <param name="settings">The settings.</param>
    /// <param name="session">The members that the client has sent.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="RpcException">The model or a language is not known. The error names the member.</exception>
    /// <exception cref="TranscriptionException">The settings cannot be used for another reason.</exception>
    public async Task CheckAsync(SessionSettings settings, Members session, Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            await transcriber.CheckAsync(settings.ToCheck(), caller, cancellationToken);
        }
        catch (TranscriptionException exception) when (PathOf(exception.Error, session) is { } path)
        {
            throw RpcErrors.InvalidField(path, exception.Message, ErrorReasons.Of(exception.Error));
        }
    }

    private static string? PathOf(TranscriptionError error, Members session) => error switch
    {
        TranscriptionError.UnknownModel => SessionReader.TranscriptionPath(session, "model"),
        TranscriptionError.UnknownLanguage => SessionReader.TranscriptionPath(session, "language", "languages"),
        _ => null,
    };
}
