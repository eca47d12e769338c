using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference.Weights;

namespace Transcribe.Whisper.Tests.Inference.Weights;

public sealed class BrokenSafetensorsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    [InlineData(3_800_000)]
    public void Open_TruncatedWeights_SaysSo(int missing)
    {
        var whole = File.ReadAllBytes(Path.Combine(Repository.DigitsModel, WeightFileNames.Single));
        File.WriteAllBytes(_path, whole[..^missing]);

        AssertProblem("is truncated: ");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void Open_NoRoomForTheHeadersLength_SaysSo(int length)
    {
        File.WriteAllBytes(_path, new byte[length]);

        AssertProblem($"is truncated: {length} bytes are too few for a safetensors file");
    }

    [Fact]
    public void Open_AnotherFormat_SaysSo()
    {
        File.WriteAllText(_path, "PK zip archives are what torch.save writes");

        AssertProblem("is not a safetensors file: its header would be ");
    }

    [Fact]
    public void Open_LfsPointer_SaysHowToGetTheWeights()
    {
        File.WriteAllText(_path, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n");

        AssertProblem("is a Git LFS pointer, not the weights themselves");
    }

    [Theory]
    [InlineData(
        """{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}""", "tensor a has 4 bytes, which do not fit its shape [2] of F32")]
    [InlineData(
        """{"a": {"dtype": "F16", "shape": [1], "data_offsets": [0, 3]}}""", "tensor a has 3 bytes, which do not fit its shape [1] of F16")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}""", "tensor a begins at byte ")]
    [InlineData(
        """{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "b": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}""",
        "tensor b begins at byte ")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}""", "has 4 bytes after its last tensor")]
    [InlineData(
        """{"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 12]}}""",
        "is truncated: tensor a has 12 bytes, but the file holds only 8 of them")]
    [InlineData(
        """{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 9223372036854775807]}}""",
        "is truncated: tensor a has 9223372036854775807 bytes")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [-2], "data_offsets": [0, 8]}}""", "tensor a has a negative size")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [0], "data_offsets": [0, -8]}}""", "tensor a has a negative size")]
    [InlineData(
        """{"a": {"dtype": "F32", "shape": [2147483647, 2147483647, 2147483647], "data_offsets": [0, 8]}}""",
        "has a broken safetensors header: ")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2]}}""", "has a broken safetensors header: ")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0]}}""", "has a broken safetensors header: ")]
    [InlineData("""{"a": {"dtype": null, "shape": 2, "data_offsets": [0, 8]}}""", "has a broken safetensors header: ")]
    [InlineData("""{"a": 1}""", "has a broken safetensors header: ")]
    [InlineData("""{"a": {""", "has a broken safetensors header: ")]
    [InlineData("[]", "has a broken safetensors header: ")]
    public void Open_HeaderThatDoesNotFitEightBytesOfData_SaysWhy(string header, string problem)
    {
        Safetensors.Write(_path, header, new byte[8]);

        AssertProblem(problem);
    }

    private void AssertProblem(string problem)
    {
        var error = Assert.Throws<ModelFolderException>(() => SafetensorsFile.Open(_path));

        Assert.StartsWith($"{_path}: {problem}", error.Message, StringComparison.Ordinal);
    }
}
