using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>
/// Converts the error body of the transcoding, <c>{"code","message","details"}</c> with gRPC codes, into the body of the contract.
/// </summary>
internal static partial class ErrorBody
{
    private const string InvalidArgument = "INVALID_ARGUMENT";
    private const string ErrorInfoType = "type.googleapis.com/google.rpc.ErrorInfo";
    private const string RetryInfoType = "type.googleapis.com/google.rpc.RetryInfo";

    /// <summary>Writes the error body, and a Retry-After header if the details contain a retry delay.</summary>
    /// <param name="response">The response; its status code is already set.</param>
    /// <param name="shape">The form of the body.</param>
    /// <param name="written">The original body; empty if the router or the server rejected the request.</param>
    public static Task WriteAsync(Microsoft.AspNetCore.Http.HttpResponse response, ErrorShape shape, ReadOnlyMemory<byte> written)
    {
        var error = Parse(written);
        var message = (string?)error?["message"] ?? ReasonPhrases.GetReasonPhrase(response.StatusCode);
        var status = StatusName((int?)error?["code"], response.StatusCode);
        var details = error?["details"] as JsonArray is { Count: > 0 } given ? given : [ErrorInfo(status)];
        if (response.StatusCode == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        if (RetryDelay(details) is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        JsonObject body = shape switch
        {
            // Clients of the container host expect a special form for this error.
            ErrorShape.Detail when Reason(details) == ErrorReasons.WebhookNotDefined =>
                new() { ["status"] = "error", ["details"] = message },
            ErrorShape.Detail => new() { ["detail"] = message },
            _ => Envelope(response.StatusCode, status, message, details),
        };
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
    public static string? Line(ReadOnlyMemory<byte> written)
    {
        if (Parse(written) is not { } error)
            return null;
        var code = (StatusCode)((int?)error["code"] ?? (int)StatusCode.Unknown);
        var details = error["details"] as JsonArray is { Count: > 0 } given ? given : [ErrorInfo(UpperSnake((Code)code))];
        return Envelope(HttpStatus.Of(code), UpperSnake((Code)code), (string?)error["message"] ?? "", details).ToJsonString();
    }

    private static JsonObject Envelope(int httpStatus, string status, string message, JsonArray details) => new()
    {
        ["error"] = new JsonObject { ["code"] = httpStatus, ["status"] = status, ["message"] = message, ["details"] = details.DeepClone() },
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

    private static JsonObject? Parse(ReadOnlyMemory<byte> written)
    {
        try
        {
            return JsonNode.Parse(written.Span) as JsonObject;
        }
        catch (JsonException)
        {
            // The body is empty or was not written by the transcoding.
            return null;
        }
    }

    /// <summary>
    /// Returns the gRPC name of the status. If only the HTTP status is known, it is the status that the transcoding maps to it.
    /// </summary>
    private static string StatusName(int? code, int httpStatus) => UpperSnake((Code?)code ?? httpStatus switch
    {
        StatusCodes.Status401Unauthorized => Code.Unauthenticated,
        StatusCodes.Status403Forbidden => Code.PermissionDenied,
        StatusCodes.Status404NotFound => Code.NotFound,
        StatusCodes.Status405MethodNotAllowed => Code.Unimplemented,
        StatusCodes.Status429TooManyRequests => Code.ResourceExhausted,
        StatusCodes.Status503ServiceUnavailable => Code.Unavailable,
        >= 500 => Code.Internal,
        _ => Code.InvalidArgument,
    });

    private static string UpperSnake(Code code) => WordStart.Replace(code.ToString(), "_$0").ToUpperInvariant();

    /// <summary>Adds a reason to errors without details, which the router and the transcoding itself produce.</summary>
    private static JsonObject ErrorInfo(string status) => new()
    {
        ["@type"] = ErrorInfoType,
        ["reason"] = status == InvalidArgument ? ErrorReasons.InvalidRequest : status,
        ["domain"] = ErrorReasons.Domain,
    };

    private static string? Reason(JsonArray details) => (string?)Detail(details, ErrorInfoType)?["reason"];

    private static JsonNode? Detail(JsonArray details, string type) => details.FirstOrDefault(detail => (string?)detail?["@type"] == type);

    private static int? RetryDelay(JsonArray details)
    {
        var delay = (string?)Detail(details, RetryInfoType)?["retryDelay"];
        return delay is null ? null : (int)Math.Ceiling(double.Parse(delay.TrimEnd('s'), CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex WordStart { get; }
}
