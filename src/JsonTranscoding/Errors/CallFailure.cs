using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>What an error body says, in whatever form.</summary>
/// <param name="HttpStatus">The HTTP status.</param>
/// <param name="Status">The name of the gRPC status, such as <c>INVALID_ARGUMENT</c>.</param>
/// <param name="Message">The message for the caller.</param>
/// <param name="Details">Messages of <c>google.rpc</c> in JSON, one of them an ErrorInfo.</param>
public sealed partial record CallFailure(int HttpStatus, string Status, string Message, JsonArray Details)
{
    private const string InvalidArgument = "INVALID_ARGUMENT";
    private const string Types = "type.googleapis.com/google.rpc.";

    /// <summary>One of <see cref="ErrorReasons"/>, or the name of the status.</summary>
    public string Reason => (string?)Detail("ErrorInfo")?["reason"] ?? Status;

    /// <summary>The field of the request that is invalid; null if the failure names none.</summary>
    public string? Field => (string?)Detail("BadRequest")?["fieldViolations"]?[0]?["field"];

    /// <summary>The delay before a retry; null if the failure names none.</summary>
    public TimeSpan? RetryDelay => (string?)Detail("RetryInfo")?["retryDelay"] is { } delay
        ? TimeSpan.FromSeconds(double.Parse(delay.TrimEnd('s'), CultureInfo.InvariantCulture))
        : null;

    /// <summary>The failure that a status describes.</summary>
    public static CallFailure Of(RpcException exception) => Find(ErrorBody.Of(exception))!;

    /// <summary>Reads an error body of the transcoding.</summary>
    /// <param name="written">The body; empty if the router or the server rejected the request.</param>
    /// <param name="httpStatus">The HTTP status of the response.</param>
    internal static CallFailure Read(ReadOnlyMemory<byte> written, int httpStatus)
    {
        var error = Parse(written);
        return Create(error, httpStatus, (Code?)(int?)error?["code"] ?? CodeOf(httpStatus));
    }

    /// <summary>Reads an error body of the transcoding without its HTTP status; null if the body is not an error.</summary>
    internal static CallFailure? Find(ReadOnlyMemory<byte> written)
    {
        if (Parse(written) is not { } error)
            return null;
        var code = (StatusCode)((int?)error["code"] ?? (int)StatusCode.Unknown);
        return Create(error, Errors.HttpStatus.Of(code), (Code)code);
    }

    private static CallFailure Create(JsonObject? error, int httpStatus, Code code)
    {
        var status = WordStart.Replace(code.ToString(), "_$0").ToUpperInvariant();
        var message = (string?)error?["message"] ?? ReasonPhrases.GetReasonPhrase(httpStatus);
        return new CallFailure(
            httpStatus, status, message, error?["details"] as JsonArray is { Count: > 0 } given ? given : [ErrorInfo(status)]);
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

    /// <summary>The gRPC code that the transcoding maps to an HTTP status.</summary>
    private static Code CodeOf(int httpStatus) => httpStatus switch
    {
        StatusCodes.Status401Unauthorized => Code.Unauthenticated,
        StatusCodes.Status403Forbidden => Code.PermissionDenied,
        StatusCodes.Status404NotFound => Code.NotFound,
        StatusCodes.Status405MethodNotAllowed => Code.Unimplemented,
        StatusCodes.Status429TooManyRequests => Code.ResourceExhausted,
        StatusCodes.Status503ServiceUnavailable => Code.Unavailable,
        >= 500 => Code.Internal,
        _ => Code.InvalidArgument,
    };

    /// <summary>Gives a reason to errors without details, which the router and the transcoding itself produce.</summary>
    private static JsonObject ErrorInfo(string status) => new()
    {
        ["@type"] = $"{Types}ErrorInfo",
        ["reason"] = status == InvalidArgument ? ErrorReasons.InvalidRequest : status,
        ["domain"] = ErrorReasons.Domain,
    };

    private JsonNode? Detail(string type) => Details.FirstOrDefault(detail => (string?)detail?["@type"] == Types + type);

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex WordStart { get; }
}
