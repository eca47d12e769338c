using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace Transcribe.Server.Errors;

/// <summary>Makes failed calls' statuses: each has an ErrorInfo, and what else helps.</summary>
internal static class RpcErrors
{
    private const string Domain = "transcribe";

    /// <summary>A status with its machine-readable reason.</summary>
    public static RpcException Create(Code code, string reason, string message, TimeSpan? retryAfter = null)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Message = message, Details = { Any.Pack(new ErrorInfo { Reason = reason, Domain = Domain }) } };
        if (retryAfter is { } delay)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        return status.ToRpcException();
    }

    /// <summary>INVALID_ARGUMENT that names the field.</summary>
    public static RpcException InvalidField(string field, string description, string reason = ErrorReasons.InvalidRequest)
    {
        var violation = new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = field, Description = description } } };
        var status = new Google.Rpc.Status
        {
            Code = (int)Code.InvalidArgument,
            Message = description,
            Details = { Any.Pack(new ErrorInfo { Reason = reason, Domain = Domain }), Any.Pack(violation) },
        };
        return status.ToRpcException();
    }
}
