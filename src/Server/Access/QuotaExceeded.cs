using Google.Rpc;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Access;

/// <summary>The refusal of a caller that is over a quota.</summary>
internal static class QuotaExceeded
{
    /// <param name="quota">What the quota counts.</param>
    /// <param name="retryAfter">The time after which a call is allowed again.</param>
    public static RpcException Of(string quota, TimeSpan retryAfter) => RpcErrors.Create(
        Code.ResourceExhausted, ErrorReasons.QuotaExceeded, $"The caller has exceeded its quota of {quota}", retryAfter);
}
