using System.Text.Json.Nodes;
using Google.Rpc;
using Grpc.Core;
using Transcribe.Core;

namespace Transcribe.Realtime.Events;

/// <summary>What an <c>error</c> event tells.</summary>
/// <param name="Type">The class of the error, such as <c>invalid_request_error</c>.</param>
/// <param name="Code">The error, such as <c>invalid_value</c>.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Param">The field that caused it; null for none.</param>
internal sealed record RealtimeError(string Type, string Code, string Message, string? Param)
{
    private const string InvalidRequest = "invalid_request_error";

    /// <summary>An event of the client that the server cannot carry out.</summary>
    public static RealtimeError Invalid(string code, string message, string? param = null) => new(InvalidRequest, code, message, param);

    /// <summary>The error of a call.</summary>
    public static RealtimeError Of(RpcException exception)
    {
        var status = exception.GetRpcStatus();
        var reason = status?.GetDetail<ErrorInfo>()?.Reason ?? ErrorReasons.Internal;
        var type = exception.StatusCode switch
        {
            StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange or StatusCode.Aborted => InvalidRequest,
            StatusCode.ResourceExhausted => "rate_limit_error",
            _ => "server_error",
        };
        return new RealtimeError(type, CodeOf(reason), exception.Status.Detail, status?.GetDetail<BadRequest>()?.FieldViolations[0].Field);
    }

    /// <summary>The error as a member of an event.</summary>
    public JsonObject ToJson() => new() { ["type"] = Type, ["code"] = Code, ["message"] = Message, ["param"] = Param };

    // Clients know these two by other names.
    private static string CodeOf(string reason) => reason switch
    {
        ErrorReasons.UnknownModel => "model_not_found",
        ErrorReasons.StreamTooLong => "session_expired",
        _ => reason.ToLowerInvariant(),
    };
}

/// <summary>An event that cannot be carried out. The session goes on.</summary>
internal sealed class RealtimeException(RealtimeError error) : Exception(error.Message)
{
    /// <summary>What to tell the client.</summary>
    public RealtimeError Error => error;
}
