using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Tests.Inference;

public sealed class GpuValidationTests
{
    private const string WayOut = "or set Transcribe:Inference:Devices:0=cpu to compute on the CPU";

    [Theory]
    [InlineData(
        "libcublasLt.so.13",
        "The CUDA provider needs libcublasLt.so.13, which the loader did not find. Install libcublas-13-1")]
    [InlineData(
        "libcublasLt.so.13 libcublas.so.13 libcudnn.so.9",
        "The CUDA provider needs libcublasLt.so.13, libcublas.so.13 and libcudnn.so.9, which the loader did not find. "
        + "Install libcublas-13-1 and libcudnn9-cuda-13")]
    [InlineData(
        "libcuda.so.1",
        "The CUDA provider needs libcuda.so.1, which the loader did not find. Install the NVIDIA driver (in a container: --gpus all)")]
    public void Problem_LibrariesAreMissing_NamesThemAndTheirPackages(string missing, string problem) =>
        Assert.Equal($"{problem}, {WayOut}", GpuValidation.Problem(name => !missing.Split(' ').Contains(name), visible: () => 0));

    // The graphs have no operators that need these.
    [Theory]
    [InlineData("libcufft.so.12")]
    [InlineData("libnvrtc.so.13")]
    public void Problem_OptionalLibraryIsMissing_IsNone(string missing) =>
        Assert.Null(GpuValidation.Problem(name => name != missing, visible: () => 1));

    [Fact]
    public void Problem_NoDevice_SaysSo() => Assert.Equal(
        $"The NVIDIA driver offers no GPU to this process. Start a container with --gpus all, look at CUDA_VISIBLE_DEVICES, {WayOut}",
        GpuValidation.Problem(_ => true, visible: () => 0));

    [Fact]
    public void Problem_LibrariesAndDevice_IsNone() => Assert.Null(GpuValidation.Problem(_ => true, visible: () => 1));
}
