using System.ComponentModel.DataAnnotations;
using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Tests.Inference;

public sealed class DeviceNumbersTests
{
    private const string Name = "Devices";

    [Theory]
    [InlineData("", new[] { 0 })]
    [InlineData("1", new[] { 1 })]
    [InlineData("2 0", new[] { 2, 0 })]
    [InlineData("all", new[] { 0, 1, 2 })]
    [InlineData("cpu", new[] { 0 })]
    public void Of_Setting_AreItsNumbers(string setting, int[] numbers) =>
        Assert.Equal(numbers, DeviceNumbers.Of(Split(setting), visible: 3));

    [Theory]
    [InlineData("", 0, null)]
    [InlineData("0 2", 3, null)]
    [InlineData("all", 1, null)]
    [InlineData("cpu", 0, null)]
    [InlineData("all", 0, null)]
    [InlineData("0", 0, null)]
    [InlineData("0 all", 3, "Devices must hold numbers from 0, or all or cpu alone, not \"all\"")]
    [InlineData("-1", 3, "Devices must hold numbers from 0, or all or cpu alone, not \"-1\"")]
    [InlineData("0 cpu", 3, "Devices must hold numbers from 0, or all or cpu alone, not \"cpu\"")]
    [InlineData("1 1", 3, "Devices names device 1 twice")]
    [InlineData("3", 3, "Devices names device 3, but the visible devices are 3, numbered from 0")]
    public void Problem_Setting_IsNamed(string setting, int visible, string? problem) =>
        Assert.Equal(problem, DeviceNumbers.Problem(Name, Split(setting), visible, isCpu: false));

    [Fact]
    public void Problem_SeveralNumbersOnACpu_IsNone() => Assert.Null(DeviceNumbers.Problem(Name, ["0", "1"], visible: 1, isCpu: true));

    private static string[] Split(string setting) => setting.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [Theory]
    [InlineData("", true)]
    [InlineData("0", true)]
    [InlineData("cpu", true)]
    [InlineData("0 1", false)]
    [InlineData("all", false)]
    public void CudaGraphs_DevicesOfEachForm_RequireOne(string devices, bool valid)
    {
        var options = new InferenceOptions { CudaGraphs = true };
        foreach (var device in devices.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            options.Devices.Add(device);
        var problems = new List<ValidationResult>();

        var accepted = Validator.TryValidateProperty(
            options.CudaGraphs, new ValidationContext(options) { MemberName = nameof(options.CudaGraphs) }, problems);

        Assert.Equal(valid, accepted);
        Assert.All(problems, problem => Assert.Equal("CudaGraphs requires that Devices names one device", problem.ErrorMessage));
    }
}
