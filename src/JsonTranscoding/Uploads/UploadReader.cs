using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding.Uploads;

/// <summary>
/// Reads uploads while they arrive: the file goes to the spool, so that a call needs little memory, and text fields, which may follow it,
/// are kept. Neither the name nor the content type of the file is used.
/// </summary>
public static class UploadReader
{
    /// <summary>RFC 2046 allows 70 characters, and the reader's buffer must be larger.</summary>
    private const int MaximumBoundary = 200;

    private const string Multipart = "multipart/form-data";

    /// <summary>Reads a form.</summary>
    /// <exception cref="RpcException">
    /// INVALID_ARGUMENT: the body is no form, is incomplete, has two files, or has too much text.
    /// </exception>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.SpoolUnavailable"/>.</exception>
    public static async Task<Upload> ReadFormAsync(HttpRequest request, IAudioSpool spool, CancellationToken cancellationToken)
    {
        var form = new FormParts(new MultipartReader(Boundary(request), request.Body), spool);
        try
        {
            return await form.ReadAsync(cancellationToken);
        }
        catch (Exception fault)
        {
            form.Dispose();
            // Kestrel's own errors and those of the connection are IOExceptions, too.
            if (fault is InvalidDataException)
                throw Invalid("The body is not valid multipart/form-data");
            if (fault is IOException and not BadHttpRequestException && !Disconnects.Is(fault))
                throw Invalid("The body ends before the last boundary of its multipart/form-data");
            throw;
        }
    }

    /// <summary>Reads a body that is the audio itself.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.SpoolUnavailable"/>.</exception>
    public static async Task<Upload> ReadRawAsync(HttpRequest request, IAudioSpool spool, CancellationToken cancellationToken) =>
        new(await spool.CopyAsync(request.Body, cancellationToken), Fields: []);

    /// <summary>Whether the body of a request is a form with parts.</summary>
    public static bool IsForm(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(Multipart, StringComparison.OrdinalIgnoreCase);

    internal static RpcException Invalid(string message) =>
        RpcErrors.Create(Google.Rpc.Code.InvalidArgument, ErrorReasons.InvalidRequest, message);

    private static string Boundary(HttpRequest request)
    {
        if (!IsForm(request))
            throw Invalid($"The body must be {Multipart} with the audio in the part `file`");
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary).Value ?? "";
        return boundary.Length is > 0 and <= MaximumBoundary
            ? boundary
            : throw Invalid($"The content type must name the boundary of {Multipart}, 1 to {MaximumBoundary} characters");
    }
}
