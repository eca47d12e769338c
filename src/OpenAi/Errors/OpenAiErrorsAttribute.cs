using System.Globalization;
using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.OpenAi.Errors;

/// <summary>
/// Error bodies of OpenAI's API: <c>{"error":{"message","type","param","code"}}</c>. Its clients repeat calls that failed with 408, 409,
/// 429 or 5xx unless a header forbids it. On a gRPC method, it applies to the transcoded endpoint.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpenAiErrorsAttribute : Attribute, IErrorForm
{
    /// <inheritdoc/>
    public JsonObject Write(CallFailure failure, HttpResponse response)
    {
        response.StatusCode = Status(failure);
        if (failure.RetryDelay is { } delay)
        {
            response.Headers.RetryAfter = Whole(Math.Max(1, delay.TotalSeconds));
            response.Headers["retry-after-ms"] = Whole(Math.Max(1, delay.TotalMilliseconds));
        }
        else if (response.StatusCode is not (
            StatusCodes.Status408RequestTimeout or StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable))
        {
            response.Headers["x-should-retry"] = "false";
        }
        return Body(failure);
    }

    /// <summary>The body of an error that follows a started response.</summary>
    internal static JsonObject Of(RpcException exception) => Body(CallFailure.Of(exception));

    private static JsonObject Body(CallFailure failure) => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = failure.Message,
            ["type"] = Type(Status(failure)),
            ["param"] = failure.Field ?? Field(failure.Reason),
            ["code"] = Code(failure.Reason),
        },
    };

    private static int Status(CallFailure failure) => failure.Reason switch
    {
        ErrorReasons.UnknownModel => StatusCodes.Status404NotFound,
        ErrorReasons.AudioTooLarge => StatusCodes.Status413PayloadTooLarge,
        _ => failure.HttpStatus,
    };

    private static string Type(int status) => status switch
    {
        StatusCodes.Status429TooManyRequests => "rate_limit_error",
        >= StatusCodes.Status500InternalServerError => "server_error",
        _ => "invalid_request_error",
    };

    private static string? Field(string reason) => reason switch
    {
        ErrorReasons.UnknownModel => "model",
        ErrorReasons.UnknownLanguage => "language",
        ErrorReasons.AudioTooLarge or ErrorReasons.AudioUnreadable => "file",
        ErrorReasons.UrlNotAllowed or ErrorReasons.FetchFailed => "url",
        _ => null,
    };

    // OpenAI's code if it has one for the reason.
    private static string? Code(string reason) => reason switch
    {
        ErrorReasons.InvalidRequest => null,
        ErrorReasons.UnknownModel => "model_not_found",
        ErrorReasons.Unauthenticated => "invalid_api_key",
        ErrorReasons.QuotaExceeded => "rate_limit_exceeded",
        _ => reason.ToLowerInvariant(),
    };

    private static string Whole(double number) => Math.Ceiling(number).ToString(CultureInfo.InvariantCulture);
}
