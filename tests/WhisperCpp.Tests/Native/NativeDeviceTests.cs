using Transcribe.WhisperCpp.Native;

namespace Transcribe.WhisperCpp.Tests.Native;

public sealed class NativeDeviceTests
{
    private const string Found = "whisper_backend_init_gpu: found GPU device 0: CUDA0 (type: 1, cnt: 0)";
    private const string Used = "whisper_backend_init_gpu: using CUDA0 backend";
    private const string Failed = "whisper_backend_init_gpu: failed to initialize CUDA0 backend";
    private const string None = "whisper_backend_init_gpu: no GPU found";

    [Theory]
    [InlineData(NativeLibraryKind.Cuda, "cuda", Found, Used)]
    [InlineData(NativeLibraryKind.Cuda, "cpu", Found, Used, Failed)]
    [InlineData(NativeLibraryKind.Cuda, "cpu", None)]
    [InlineData(NativeLibraryKind.Cuda, "cpu")]
    [InlineData(NativeLibraryKind.Vulkan, "vulkan", "whisper_backend_init_gpu: using Vulkan0 backend")]
    [InlineData(NativeLibraryKind.Vulkan, "cpu", "whisper_backend_init: using BLAS backend")]
    [InlineData(NativeLibraryKind.Cpu, "cpu", "whisper_backend_init: using BLAS backend")]
    public void Read_Log_IsTheDeviceThatComputes(NativeLibraryKind library, string device, params string[] log) =>
        Assert.Equal(device, NativeDevice.Read(library, log));
}
