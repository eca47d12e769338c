using System.Text.Json;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference.Weights;
using Transcribe.Whisper.Tests.Folder;

namespace Transcribe.Whisper.Tests.Inference.Weights;

public sealed class WeightStoreTests : IDisposable
{
    private readonly ModelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_BundledModel_GivesEveryTensorItsShape()
    {
        using var store = WeightStore.Open(_folder.Read());

        Assert.Equal([128, 80, 3], store.Shape("model.encoder.conv1.weight"));
        Assert.Equal(1895 * 128, store.Read("model.decoder.embed_tokens.weight", 1895, 128).Length);
        Assert.All(store.Read("model.encoder.layers.3.fc1.weight", 512, 128), value => Assert.True(float.IsFinite(value)));
        Assert.DoesNotContain("proj_out.weight", store.Names);
    }

    [Fact]
    public void Read_EachElementType_GivesTheSameValues()
    {
        float[] values = [0f, 1f, -2.5f, 1024f, -0.15625f, float.PositiveInfinity];
        Safetensors.Write(
            _folder[WeightFileNames.Single],
            ("full", "F32", [2, 3], Safetensors.Bytes(values)),
            ("half", "F16", [2, 3], Safetensors.Bytes(Array.ConvertAll(values, value => (Half)value))),
            (
                "brain", "BF16", [2, 3],
                Safetensors.Bytes(Array.ConvertAll(values, value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)))));
        using var store = WeightStore.Open(_folder.Read());

        Assert.Equal(values, store.Read("full", 2, 3));
        Assert.Equal(values, store.Read("half", 2, 3));
        Assert.Equal(values, store.Read("brain", 2, 3));
    }

    [Theory]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void CopyTo_TensorLargerThanAChunk_ConvertsAllOfIt(string type)
    {
        var values = Enumerable.Range(0, 200_001).Select(i => (float)(i % 251)).ToArray();
        var data = type == "F16"
            ? Safetensors.Bytes(Array.ConvertAll(values, value => (Half)value))
            : Safetensors.Bytes(Array.ConvertAll(values, value => (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)));
        Safetensors.Write(_folder[WeightFileNames.Single], ("odd", "U8", [3], [1, 2, 3]), ("large", type, [values.Length], data));
        using var store = WeightStore.Open(_folder.Read());

        var copy = new float[values.Length];
        store.CopyTo("large", copy, values.Length);

        Assert.Equal(values, copy);
    }

    [Theory]
    [InlineData("model.encoder.conv1.bias", "encoder.conv1.bias")]
    [InlineData("encoder.conv1.bias", "model.encoder.conv1.bias")]
    public void Read_WithAndWithoutPrefix_FindsTheTensor(string written, string asked)
    {
        Safetensors.Write(_folder[WeightFileNames.Single], (written, "F32", [1], Safetensors.Bytes(7f)));
        using var store = WeightStore.Open(_folder.Read());

        Assert.Equal([7f], store.Read(asked, 1));
    }

    [Fact]
    public void Open_ShardsWithAnIndex_ReadsFromAll()
    {
        WriteShards();
        using var store = WeightStore.Open(_folder.Read());

        Assert.Equal([1f], store.Read("model.a", 1));
        Assert.Equal([2f, 3f], store.Read("model.b", 2));
    }

    [Fact]
    public void Open_MissingShard_NamesIt()
    {
        WriteShards();
        _folder.Delete("model-00002-of-00002.safetensors");

        AssertProblem("model-00002-of-00002.safetensors", "is missing");
    }

    [Fact]
    public void Open_ShardWithoutItsTensor_NamesBoth()
    {
        WriteShards();
        Safetensors.Write(_folder["model-00002-of-00002.safetensors"], ("model.c", "F32", [1], Safetensors.Bytes(1f)));

        AssertProblem(
            "model-00002-of-00002.safetensors",
            "has no tensor model.b, which it should hold according to model.safetensors.index.json");
    }

    [Theory]
    [InlineData("../outside.safetensors")]
    [InlineData("pytorch_model.bin")]
    public void Open_IndexThatLeadsElsewhere_IsRefused(string shard)
    {
        var index = new { weight_map = new Dictionary<string, string> { ["model.a"] = shard } };
        _folder.Delete(WeightFileNames.Single).Write(WeightFileNames.Index, JsonSerializer.Serialize(index));

        AssertProblem(
            WeightFileNames.Index, $"\"weight_map\" gives model.a the file \"{shard}\", which is not a .safetensors file beside it");
    }

    [Fact]
    public void Open_NoWeights_SaysWhichFilesWereLookedFor()
    {
        _folder.Delete(WeightFileNames.Single);
        AssertProblem(WeightFileNames.Single, "is missing, and there is no model.safetensors.index.json either");

        _folder.Write("pytorch_model.bin", "");
        AssertProblem(WeightFileNames.Single, "is missing; pytorch_model.bin is not read, convert it to safetensors");
    }

    [Fact]
    public void Read_OtherShape_NamesTensorFileAndBothShapes()
    {
        using var store = WeightStore.Open(_folder.Read());

        var error = Assert.Throws<ModelFolderException>(() => store.Read("model.encoder.conv1.weight", 128, 128, 3));

        Assert.Equal(
            $"{_folder[WeightFileNames.Single]}: tensor model.encoder.conv1.weight has the shape [128, 80, 3], "
                + "but config.json requires [128, 128, 3]",
            error.Message);
    }

    [Fact]
    public void Read_UnknownTensor_NamesIt()
    {
        using var store = WeightStore.Open(_folder.Read());

        var error = Assert.Throws<ModelFolderException>(() => store.Read("model.decoder.layers.9.fc1.bias", 512));

        Assert.Equal($"{_folder[WeightFileNames.Single]}: has no tensor model.decoder.layers.9.fc1.bias", error.Message);
    }

    [Fact]
    public void Read_IntegerTensor_SaysWhichTypesAreRead()
    {
        Safetensors.Write(_folder[WeightFileNames.Single], ("model.ids", "I64", [1], Safetensors.Bytes(1L)));
        using var store = WeightStore.Open(_folder.Read());

        var error = Assert.Throws<ModelFolderException>(() => store.Read("model.ids", 1));

        Assert.EndsWith("holds a tensor of type I64; only F32, F16 and BF16 are supported", error.Message, StringComparison.Ordinal);
    }

    private void WriteShards()
    {
        _folder.Delete(WeightFileNames.Single);
        Safetensors.Write(_folder["model-00001-of-00002.safetensors"], ("model.a", "F32", [1], Safetensors.Bytes(1f)));
        Safetensors.Write(_folder["model-00002-of-00002.safetensors"], ("model.b", "F32", [2], Safetensors.Bytes(2f, 3f)));
        _folder.Write(
            WeightFileNames.Index,
            """
            {
              "metadata": {"total_size": 12},
              "weight_map": {"model.a": "model-00001-of-00002.safetensors", "model.b": "model-00002-of-00002.safetensors"}
            }
            """);
    }

    private void AssertProblem(string file, string problem)
    {
        var error = Assert.Throws<ModelFolderException>(() => WeightStore.Open(_folder.Read()));

        Assert.Equal($"{_folder[file]}: {problem}", error.Message);
    }
}
