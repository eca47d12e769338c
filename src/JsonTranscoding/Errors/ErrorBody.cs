using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>
/// Converts the error body of the transcoding, <c>{"code","message","details"}</c> with gRPC codes, into the body of the contract.
/// </summary>
internal static class ErrorBody
{
    /// <summary>Writes the error body, and a Retry-After header if the details contain a retry delay.</summary>
    /// <param name="response">The response; its status code is already set.</param>
    /// <param name="form">The form of the body.</param>
    /// <param name="written">The original body; empty if the router or the server rejected the request.</param>
    public static Task WriteAsync(HttpResponse response, IErrorForm form, ReadOnlyMemory<byte> written)
    {
        var failure = CallFailure.Read(written, response.StatusCode);
        if (response.StatusCode == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        if (failure.RetryDelay is { } delay)
            response.Headers.RetryAfter = Math.Ceiling(delay.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var body = form.Write(failure, response);
        response.ContentLength = null;
        return response.WriteAsJsonAsync(body, response.HttpContext.RequestAborted);
    }

    /// <summary>Writes the error of a started stream as its last line.</summary>
    public static async Task WriteLineAsync(Stream body, ReadOnlyMemory<byte> written, CancellationToken cancellationToken)
    {
        if (Line(written) is { } line)
            await body.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellationToken);
    }

    /// <summary>Returns the error body on one line, or null if the original body is not an error.</summary>
    public static string? Line(ReadOnlyMemory<byte> written) =>
        CallFailure.Find(written) is { } failure ? Envelope(failure).ToJsonString() : null;

    /// <summary>Returns the error body in the default form.</summary>
    public static JsonObject Envelope(CallFailure failure) => new()
    {
        ["error"] = new JsonObject
        {
            ["code"] = failure.HttpStatus,
            ["status"] = failure.Status,
            ["message"] = failure.Message,
            ["details"] = failure.Details.DeepClone(),
        },
    };

    /// <summary>Serialises a status in the format of the transcoding.</summary>
    public static ReadOnlyMemory<byte> Of(RpcException exception)
    {
        var status = exception.GetRpcStatus() ?? new Google.Rpc.Status
        {
            Code = (int)exception.StatusCode,
            Message = exception.Status.Detail,
        };
        return Encoding.UTF8.GetBytes(
            new JsonFormatter(JsonFormatter.Settings.Default.WithTypeRegistry(JsonTranscodingExtensions.Types)).Format(status));
    }
}
