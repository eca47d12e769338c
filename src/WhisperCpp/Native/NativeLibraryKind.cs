namespace Transcribe.WhisperCpp.Native;

/// <summary>A build of whisper.cpp's library.</summary>
public enum NativeLibraryKind
{
    /// <summary>For NVIDIA GPUs.</summary>
    Cuda,

    /// <summary>For GPUs with Vulkan.</summary>
    Vulkan,

    /// <summary>For CPUs.</summary>
    Cpu,
}
