#if CUDA
using System.Globalization;
#endif
using Microsoft.ML.OnnxRuntime;
using Transcribe.Whisper.Inference.Graphs;
using Transcribe.Whisper.Inference.Weights;
using Transcribe.Whisper.Telemetry;

namespace Transcribe.Whisper.Inference.Sessions;

/// <summary>
/// Creates sessions from graphs. All sessions of the process except those of small models share one thread pool, so that models and stages
/// do not compete for cores.
/// </summary>
internal static class SessionFactory
{
    /// <summary>The <see cref="Device"/> of builds without an accelerator. Every build can run graphs on it.</summary>
    public const string Cpu = "cpu";

#if CUDA
    /// <summary>The name of the device for which the program is built; clients see it.</summary>
    public static string Device => "cuda";

    /// <summary>The memory that the graphs' operators read and write.</summary>
    public static OrtMemoryInfo DeviceMemoryKind(int device) =>
        new(OrtMemoryInfo.allocatorCUDA, OrtAllocatorType.ArenaAllocator, device, OrtMemType.Default);
#else
    /// <summary>The name of the device for which the program is built; clients see it.</summary>
    public static string Device => Cpu;

    /// <summary>
    /// The memory that the graphs' operators read and write: host memory, of another allocator than tensors in managed memory. There is
    /// one, whatever the device's number.
    /// </summary>
    public static OrtMemoryInfo DeviceMemoryKind(int _) =>
        new(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
#endif

    /// <summary>One thread per core.</summary>
    private const int DefaultThreads = 0;

    private static readonly Lock Gate = new();

    /// <summary>
    /// Creates ONNX Runtime's environment with a thread pool for all sessions. A process has one environment, so only the first call has an
    /// effect. It must come before the first session, which would otherwise create an environment without a shared pool; after that,
    /// <see cref="Create"/> would fail.
    /// </summary>
    /// <param name="threads">The number of threads; 0 means one per core.</param>
    public static void EnsureEnvironment(int threads)
    {
        lock (Gate)
        {
            if (OrtEnv.IsCreated)
                return;
            RuntimeTelemetry.TurnOff();
            using var threading = new OrtThreadingOptions
            {
                GlobalIntraOpNumThreads = threads,
                GlobalInterOpNumThreads = 1,
                GlobalSpinControl = true,
            };
            var options = new EnvironmentCreationOptions
            {
                logId = "transcribe",
                logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING,
                threadOptions = threading,
            };
            OrtEnv.CreateInstanceWithOptions(ref options);
        }
    }

    /// <summary>Opens a small model from a file. It runs on the thread of its caller.</summary>
    public static InferenceSession Open(string path)
    {
        EnsureEnvironment(DefaultThreads);
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        return new InferenceSession(path, options);
    }

    /// <summary>Builds a session.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="prepack">Whether ONNX Runtime copies the matrices into its own layout. This doubles their memory and pays off where
    /// products have few rows.</param>
    /// <param name="cache">The files of stored weights; null for temporary ones.</param>
    /// <param name="device">The number of the device; null to run on the CPU.</param>
    /// <param name="captures">Whether CUDA captures runs as graphs; see <see cref="CapturedStep"/>.</param>
    /// <exception cref="Folder.ModelFolderException">A weight is missing or cannot be read.</exception>
    public static InferenceSession Create(
        GraphBuilder graph, bool prepack, WeightCache? cache = null, int? device = null, bool captures = false)
    {
        EnsureEnvironment(DefaultThreads);
        using var weights = graph.Weights.Length > 0 ? Open(graph.Weights, cache ?? WeightCache.None) : null;
        using var stage = LoadStages.Begin(LoadStages.Session(graph.Weights.Graph));
        using var options = new SessionOptions
        {
            // The next level changes the layout of tensors, which would copy weights. The graphs already use fused operators.
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
        };
        options.DisablePerSessionThreads();
        options.AddSessionConfigEntry("session.disable_prepacking", prepack ? "0" : "1");
        if (weights is not null)
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", weights.Folder);
#if CUDA
        if (device is { } number)
            AppendCuda(options, number, captures);
#endif
        return new InferenceSession(graph.ToModel(weights?.Name ?? ""), options);
    }

#if CUDA
    private static void AppendCuda(SessionOptions options, int device, bool captures)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new Dictionary<string, string>
        {
            ["device_id"] = device.ToString(CultureInfo.InvariantCulture),
            ["enable_cuda_graph"] = captures ? "1" : "0",
        });
        options.AppendExecutionProvider_CUDA(cuda);
    }
#endif

    private static WeightFile Open(WeightLayout layout, WeightCache cache)
    {
        using var stage = LoadStages.Begin(LoadStages.Weights(layout.Graph));
        return cache.Open(layout);
    }
}
