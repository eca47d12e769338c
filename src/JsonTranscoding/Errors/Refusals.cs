using System.Diagnostics.Metrics;
using Google.Rpc;
using Grpc.Core;
using Transcribe.Core;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>Counts the calls that are refused for lack of room, rights or readiness, so that another call may succeed unchanged.</summary>
public static class Refusals
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Transcribe.Calls";

    private static readonly string[] Reasons =
    [
        ErrorReasons.Overloaded,
        ErrorReasons.QuotaExceeded,
        ErrorReasons.NotReady,
        ErrorReasons.Unauthenticated,
        ErrorReasons.ModelUnavailable,
        ErrorReasons.StoreUnavailable,
        ErrorReasons.SpoolUnavailable,
    ];

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Rejected =
        Meter.CreateCounter<long>("transcribe.rejected", description: "Calls that were refused, by the reason");

    private static readonly Counter<long> OutOfMemory =
        Meter.CreateCounter<long>("transcribe.out_of_memory", description: "Calls that failed because memory was exhausted");

    /// <summary>Gives the counters their zeros.</summary>
    public static void Begin()
    {
        foreach (var reason in Reasons)
            Rejected.Add(0, new KeyValuePair<string, object?>("reason", reason));
        OutOfMemory.Add(0);
    }

    /// <summary>Counts a status if it is a refusal.</summary>
    public static void Count(RpcException status)
    {
        if (status.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason is { } reason && Reasons.Contains(reason))
            Rejected.Add(1, new KeyValuePair<string, object?>("reason", reason));
    }

    internal static void CountOutOfMemory() => OutOfMemory.Add(1);
}
