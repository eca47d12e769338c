using Google.Protobuf.WellKnownTypes;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Mapping;

/// <summary>Converts durations of requests.</summary>
internal static class Durations
{
    /// <param name="duration">The value of the field.</param>
    /// <param name="field">The name of the field.</param>
    /// <exception cref="Grpc.Core.RpcException">
    /// INVALID_ARGUMENT: the seconds or nanoseconds are out of range, or their signs differ (google.protobuf.Duration).
    /// </exception>
    public static TimeSpan ToTimeSpan(Duration duration, string field) =>
        duration.Seconds is >= Duration.MinSeconds and <= Duration.MaxSeconds
        && duration.Nanos is > -Duration.NanosecondsPerSecond and < Duration.NanosecondsPerSecond
        && Math.Sign(duration.Seconds) * Math.Sign(duration.Nanos) >= 0
            ? duration.ToTimeSpan()
            : throw RpcErrors.InvalidField(field, "The duration is invalid: see the ranges and signs of google.protobuf.Duration");
}
