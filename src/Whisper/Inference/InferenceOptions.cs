using System.ComponentModel.DataAnnotations;
using Transcribe.Core;
using Transcribe.Whisper.Inference.Sessions;

namespace Transcribe.Whisper.Inference;

/// <summary>Options of inference (section <c>Transcribe:Inference</c>).</summary>
public sealed class InferenceOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string Section = "Transcribe:Inference";

    /// <summary>
    /// The default of <see cref="Slots"/>. The caches of one window take about 0.6 GiB for a large model and 24 MiB for tiny.
    /// </summary>
    public const int DefaultSlots = 8;

    /// <summary>The default of <see cref="EncoderWindows"/> on devices other than the CPU.</summary>
    internal const int DeviceEncoderWindows = 4;

    /// <summary>Threads for matrix products, shared by all models, 0 to 256, where 0 means one per core; default 0.</summary>
    [Range(0, 256)]
    public int Threads { get; set; }

    /// <summary>Precision of matrix products for models without their own setting, one of Auto, F32, F16, Int8; default Auto.</summary>
    [EnumDataType(typeof(Precision))]
    [SupportedPrecision]
    public Precision Precision { get; set; }

    /// <summary>The devices that run each model except ggml files: numbers from 0, <c>all</c>, or <c>cpu</c>; default 0.</summary>
    /// <remarks>
    /// Each device holds the whole model, and a window goes to the device with the fewest windows. CUDA counts the devices that
    /// CUDA_VISIBLE_DEVICES leaves, in its order. On CPUs, each number is an engine of its own on the same cores. With <c>cpu</c>, a CUDA
    /// build runs Whisper folders on the CPU and needs neither a GPU nor the libraries of CUDA. Its ggml files always need a GPU, of which
    /// they use the first.
    /// </remarks>
    [DeviceList]
    public IList<string> Devices { get; } = [];

    /// <summary>Windows that one encoder run takes at most, 0 to 64, where 0 means 1 on CPUs and 4 on GPUs; default 0.</summary>
    /// <remarks>
    /// A run takes only windows that wait already and have the same length. Each needs memory of its own in the run. Int8 always takes one.
    /// </remarks>
    [Range(0, 64)]
    public int EncoderWindows { get; set; }

    /// <summary>Whether GPUs capture decoder steps as CUDA graphs, so that a step is one launch; default false.</summary>
    /// <remarks>
    /// It is not measured on a GPU yet. CPUs ignore it. CUDA refuses most calls of all other threads while it captures, so a server with
    /// captures must have one device and one model.
    /// </remarks>
    [OneDeviceIfCaptured]
    public bool CudaGraphs { get; set; }

    /// <summary>Windows that a model decodes together on each device, 1 to 256; default 8.</summary>
    /// <remarks>Each window holds its caches in memory from its first use on.</remarks>
    [Range(1, 256)]
    public int Slots { get; set; } = DefaultSlots;

    /// <summary>The name of the device that runs the graphs.</summary>
    internal string Device => Devices is [DeviceNumbers.Cpu] ? SessionFactory.Cpu : SessionFactory.Device;
}
