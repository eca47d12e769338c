using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>
/// Where ONNX Runtime places the nodes of the sessions that the process builds. Only its verbose log says so, and the log is a setting of
/// the environment, of which a process has one. So recording must begin before the first session.
/// </summary>
internal static partial class NodePlacements
{
    private const string Cpu = "CPUExecutionProvider";

    private static readonly ConcurrentQueue<(int Thread, string Message)> Lines = [];

    // Native code keeps a pointer to it.
    private static readonly DOrtLoggingFunction Log = (_, _, _, _, location, message) =>
    {
        if (location.Contains("VerifyEachNodeIsAssignedToAnEp", StringComparison.Ordinal))
            Lines.Enqueue((Environment.CurrentManagedThreadId, message));
    };

    /// <summary>The operators of the nodes on the CPU.</summary>
    public static IReadOnlyList<string> OnTheHost
    {
        get
        {
            // Sessions may be built side by side, each on one thread.
            var provider = new Dictionary<int, string>();
            var operators = new List<string>();
            foreach (var (thread, message) in Lines)
            {
                if (Heading().Match(message) is { Success: true } heading)
                    provider[thread] = heading.Groups[1].Value;
                else if (Node().Match(message) is { Success: true } node && provider[thread] == Cpu)
                    operators.Add(node.Groups[1].Value);
            }
            return operators;
        }
    }

    /// <summary>The number of the other nodes.</summary>
    public static int OnTheDevice => Lines
        .Select(line => Heading().Match(line.Message))
        .Where(heading => heading.Success && heading.Groups[1].Value != Cpu)
        .Sum(heading => int.Parse(heading.Groups[2].Value, CultureInfo.InvariantCulture));

    /// <summary>Begins to record.</summary>
    public static void Record()
    {
        Lines.Clear();
        if (OrtEnv.IsCreated)
            return;
        using var threading = new OrtThreadingOptions { GlobalInterOpNumThreads = 1 };
        var options = new EnvironmentCreationOptions
        {
            logId = "placements",
            logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_VERBOSE,
            loggingFunction = Log,
            threadOptions = threading,
        };
        OrtEnv.CreateInstanceWithOptions(ref options);
    }

    [GeneratedRegex(@"placed on \[(\w+)\]\. Number of nodes: (\d+)")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^  (\w+) \(")]
    private static partial Regex Node();
}
