using System.ComponentModel.DataAnnotations;
using Transcribe.WhisperCpp.Native;

namespace Transcribe.WhisperCpp;

/// <summary>Options of the engine for ggml files (section <c>Transcribe:WhisperCpp</c>).</summary>
public sealed class WhisperCppOptions
{
    /// <summary>The configuration section of these options.</summary>
    public const string Section = "Transcribe:WhisperCpp";

    /// <summary>Windows that a model transcribes at the same time, 1 to 64; default 2.</summary>
    /// <remarks>Each has a state of its own, which takes about 0.13 GiB for tiny, and its share of the threads.</remarks>
    [Range(1, 64)]
    public int Windows { get; set; } = 2;

    /// <summary>Threads for one window, 0 to 256, where 0 means the cores divided by <see cref="Windows"/>; default 0.</summary>
    [Range(0, 256)]
    public int Threads { get; set; }

    /// <summary>
    /// The libraries to try, in order: <c>Cuda</c>, <c>Vulkan</c>, <c>Cpu</c>; default all, and only Cuda in a CUDA build.
    /// </summary>
    /// <remarks>A CUDA build accepts no other. The library is loaded once, for the first model.</remarks>
    public IList<NativeLibraryKind> Libraries { get; } = [];
}
