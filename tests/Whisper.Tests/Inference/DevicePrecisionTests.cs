using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Tests.Inference;

public sealed class DevicePrecisionTests
{
    [Theory]
    [InlineData("cpu", 0.3f, Precision.Int8)]
    [InlineData("cpu", 0.4f, Precision.F32)]
    [InlineData("cpu", null, Precision.F32)]
    [InlineData("cuda", 0.3f, Precision.F16)]
    [InlineData("cuda", null, Precision.F16)]
    public void Best_DeviceAndCost_IsTheFastestThatCostsLittle(string device, float? cost, Precision expected)
    {
        var folder = WhisperFolderReader.Read(Repository.DigitsModel) with { Int8Cost = cost };

        Assert.Equal(expected, DevicePrecision.Best(device, folder));
    }

    [Theory]
    [InlineData("cpu", Precision.Int8, true)]
    [InlineData("cpu", Precision.F16, true)]
    [InlineData("cuda", Precision.Auto, true)]
    [InlineData("cuda", Precision.F32, false)]
    [InlineData("cuda", Precision.F16, true)]
    [InlineData("cuda", Precision.Int8, false)]
    public void IsSupported_PrecisionOnADevice_OnlyWhereItHasKernels(string device, Precision precision, bool supported) =>
        Assert.Equal(supported, DevicePrecision.IsSupported(device, precision));

    [Fact]
    public void Unsupported_OnADevice_NamesSettingDeviceAndWayOut() =>
        Assert.Equal("Precision must be F16 or Auto on cuda", DevicePrecision.Unsupported("Precision", "cuda"));
}
