using Microsoft.ML.OnnxRuntime;
using Transcribe.Whisper.Inference.Graphs;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>Turns graphs into sessions. All sessions of the process share one thread pool, so that models and stages do not compete for cores.</summary>
internal static class SessionFactory
{
    /// <summary>The <see cref="Device"/> of builds without an accelerator.</summary>
    public const string Cpu = "cpu";

#if CUDA
    /// <summary>What runs the graphs, as clients are told.</summary>
    public static string Device => "cuda";

    /// <summary>The memory that the graphs' operators read and write.</summary>
    public static OrtMemoryInfo DeviceMemoryKind() => new(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
#else
    /// <summary>What runs the graphs, as clients are told.</summary>
    public static string Device => Cpu;

    /// <summary>The memory that the graphs' operators read and write: the host's, by another allocator's name than tensors of managed memory have.</summary>
    public static OrtMemoryInfo DeviceMemoryKind() => new(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
#endif

    /// <summary>A thread a core.</summary>
    private const int DefaultThreads = 0;

    private static readonly Lock Gate = new();

    /// <summary>
    /// Sets the shared pool's size; the first caller's choice holds for the process, as ONNX Runtime has one environment a process. Every session here is preceded by it:
    /// one opened before would make an environment without a shared pool, and no later one could be built.
    /// </summary>
    /// <param name="threads">0 for one a core.</param>
    public static void EnsureEnvironment(int threads)
    {
        lock (Gate)
        {
            if (OrtEnv.IsCreated)
                return;
            RuntimeTelemetry.TurnOff();
            using var threading = new OrtThreadingOptions { GlobalIntraOpNumThreads = threads, GlobalInterOpNumThreads = 1, GlobalSpinControl = true };
            var options = new EnvironmentCreationOptions { logId = "transcribe", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, threadOptions = threading };
            OrtEnv.CreateInstanceWithOptions(ref options);
        }
    }

    /// <summary>Opens a small model from its file, to be run on the caller's thread.</summary>
    public static InferenceSession Open(string path)
    {
        EnsureEnvironment(DefaultThreads);
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        return new InferenceSession(path, options);
    }

    /// <summary>Builds a session.</summary>
    /// <param name="graph">The graph; it is not needed afterwards.</param>
    /// <param name="prepack">Whether matrices are copied into ONNX Runtime's own layout: worth their memory again where a few rows are multiplied at a time.</param>
    public static InferenceSession Create(GraphBuilder graph, bool prepack)
    {
        EnsureEnvironment(DefaultThreads);
        using var options = new SessionOptions
        {
            // The graphs are written fused already; the layout optimisations above this level would copy weights.
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        };
        options.DisablePerSessionThreads();
        options.AddSessionConfigEntry("session.disable_prepacking", prepack ? "0" : "1");
#if CUDA
        options.AppendExecutionProvider_CUDA(0);
#endif
        return new InferenceSession(graph.Save(), options);
    }
}
