using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>Creates the statuses of failed calls. Each contains an ErrorInfo, and further details where they help.</summary>
public static class RpcErrors
{
    /// <summary>
    /// The most characters of a message. Trailers contain a message twice: in percent-encoding, which may take nine bytes for a character,
    /// and in the details. Clients accept trailers of 8 kB.
    /// </summary>
    private const int MaximumLength = 400;

    /// <summary>The trailer that tells gRPC clients with a retry policy when to retry, in milliseconds (gRFC A6).</summary>
    private const string Pushback = "grpc-retry-pushback-ms";

    /// <summary>
    /// Creates a status with its machine-readable reason. A retry delay is told in each form that clients know: as RetryInfo and as a gRPC
    /// trailer here, and as Retry-After where the status becomes an HTTP response.
    /// </summary>
    public static RpcException Create(Code code, string reason, string message, TimeSpan? retryAfter = null)
    {
        var status = new Google.Rpc.Status
        {
            Code = (int)code,
            Message = Cut(message),
            Details = { Any.Pack(new ErrorInfo { Reason = reason, Domain = ErrorReasons.Domain }) },
        };
        if (retryAfter is { } delay)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        var error = status.ToRpcException();
        if (retryAfter is { } pushback)
            error.Trailers.Add(Pushback, Math.Ceiling(pushback.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        return error;
    }

    /// <summary>Returns the reason for a status without further information.</summary>
    public static string Reason(StatusCode code) => code switch
    {
        StatusCode.Unimplemented => ErrorReasons.Unimplemented,
        StatusCode.DeadlineExceeded => ErrorReasons.DeadlineExceeded,
        StatusCode.Cancelled => ErrorReasons.Cancelled,
        StatusCode.Unavailable => ErrorReasons.NotReady,
        StatusCode.InvalidArgument => ErrorReasons.InvalidRequest,
        _ => ErrorReasons.Internal,
    };

    /// <summary>Creates the status for a call that comes before the service is ready, or after it has begun to shut down.</summary>
    public static RpcException NotReady(string message) =>
        Create(Code.Unavailable, ErrorReasons.NotReady, message, TimeSpan.FromSeconds(5));

    /// <summary>Creates the status for a request message that cannot be parsed or decompressed.</summary>
    public static RpcException UnreadableMessage() =>
        Create(Code.InvalidArgument, ErrorReasons.InvalidRequest, "The request message is not a valid protobuf message of this method");

    /// <summary>Creates an INVALID_ARGUMENT status that names the field.</summary>
    public static RpcException InvalidField(string field, string description, string reason = ErrorReasons.InvalidRequest)
    {
        description = Cut(description);
        var violation = new BadRequest
        {
            FieldViolations = { new BadRequest.Types.FieldViolation { Field = field, Description = description } },
        };
        var status = new Google.Rpc.Status
        {
            Code = (int)Code.InvalidArgument,
            Message = description,
            Details = { Any.Pack(new ErrorInfo { Reason = reason, Domain = ErrorReasons.Domain }), Any.Pack(violation) },
        };
        return status.ToRpcException();
    }

    /// <summary>Maps a message that is a field of another, so that an error names the path from the outer message.</summary>
    /// <param name="field">The field of the outer message.</param>
    /// <param name="map">Maps the inner message.</param>
    public static T Within<T>(string field, Func<T> map)
    {
        try
        {
            return map();
        }
        catch (RpcException inner) when (inner.GetRpcStatus() is { } status && status.GetDetail<BadRequest>() is { } request)
        {
            foreach (var violation in request.FieldViolations)
                violation.Field = $"{field}.{violation.Field}";
            var outer = status.Clone();
            outer.Details[outer.Details.IndexOf(outer.Details.First(detail => detail.Is(BadRequest.Descriptor)))] = Any.Pack(request);
            throw outer.ToRpcException();
        }
    }

    // A lone half of a surrogate pair cannot be encoded.
    private static string Cut(string message) => message.Length <= MaximumLength
        ? message
        : message[..(char.IsHighSurrogate(message[MaximumLength - 1]) ? MaximumLength - 1 : MaximumLength)] + "…";
}
