using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Rpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>Turns the transcoding's error, <c>{"code","message","details"}</c> in gRPC's numbers, into the contract's.</summary>
internal static partial class ErrorBody
{
    private const string RetryInfoType = "type.googleapis.com/google.rpc.RetryInfo";

    /// <summary>Writes the error's body, with Retry-After where its details say when to try again.</summary>
    /// <param name="response">Its status code is set.</param>
    /// <param name="shape">How the body is to look.</param>
    /// <param name="written">What was to be written; empty where routing or the server refused.</param>
    public static Task WriteAsync(Microsoft.AspNetCore.Http.HttpResponse response, ErrorShape shape, ReadOnlyMemory<byte> written)
    {
        var error = Parse(written);
        var message = (string?)error?["message"] ?? ReasonPhrases.GetReasonPhrase(response.StatusCode);
        var details = error?["details"] as JsonArray ?? [];
        if (RetryDelay(details) is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        JsonObject body = shape == ErrorShape.Detail
            ? new() { ["detail"] = message }
            : new()
            {
                ["error"] = new JsonObject
                {
                    ["code"] = response.StatusCode,
                    ["status"] = StatusName((int?)error?["code"], response.StatusCode),
                    ["message"] = message,
                    ["details"] = details.DeepClone(),
                },
            };
        response.ContentLength = null;
        return response.WriteAsJsonAsync(body, response.HttpContext.RequestAborted);
    }

    private static JsonObject? Parse(ReadOnlyMemory<byte> written)
    {
        try
        {
            return JsonNode.Parse(written.Span) as JsonObject;
        }
        catch (JsonException)
        {
            // Nothing was written, or not by the transcoding.
            return null;
        }
    }

    /// <summary>gRPC's name of the status; where only HTTP's is known, the one that the transcoding maps to it.</summary>
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

    private static int? RetryDelay(JsonArray details)
    {
        var delay = (string?)details.FirstOrDefault(detail => (string?)detail?["@type"] == RetryInfoType)?["retryDelay"];
        return delay is null ? null : (int)Math.Ceiling(double.Parse(delay.TrimEnd('s'), CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex WordStart { get; }
}
