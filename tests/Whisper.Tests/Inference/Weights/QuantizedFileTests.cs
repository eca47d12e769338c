using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference.Weights;
using Transcribe.Whisper.Tests.Folder;

namespace Transcribe.Whisper.Tests.Inference.Weights;

public sealed class QuantizedFileTests : IDisposable
{
    private const string Pattern = "*transcribe-int8-*";

    /// <summary>A path in which nobody can create a folder, not even root.</summary>
    private const string Unwritable = "/proc/transcribe";

    private readonly ModelFolder _model = new();
    private readonly DirectoryInfo _cache = Directory.CreateTempSubdirectory("quantized-");

    public QuantizedFileTests()
    {
        foreach (var file in Directory.EnumerateFiles(_model.Path, Pattern))
            File.Delete(file);
    }

    public void Dispose()
    {
        _model.Dispose();
        _cache.Delete(recursive: true);
    }

    [Fact]
    public void Open_Again_UsesTheSameFile()
    {
        Open(_cache.FullName);
        var made = Assert.Single(_cache.GetFiles(Pattern)).LastWriteTimeUtc;

        var tensors = Open(_cache.FullName);

        Assert.Equal(made, Assert.Single(_cache.GetFiles(Pattern)).LastWriteTimeUtc);
        Assert.Contains("decoder.embed_tokens.values", tensors);
    }

    [Fact]
    public void Open_OtherWeights_MakesAnotherFile()
    {
        Open(_cache.FullName);
        var bytes = File.ReadAllBytes(_model["model.safetensors"]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(_model["model.safetensors"], bytes);

        Open(_cache.FullName);

        Assert.Equal(2, _cache.GetFiles(Pattern).Length);
    }

    [Fact]
    public void Open_DamagedFile_MakesItAnew()
    {
        Open(_cache.FullName);
        var file = Assert.Single(_cache.GetFiles(Pattern));
        var whole = File.ReadAllBytes(file.FullName);
        File.WriteAllBytes(file.FullName, whole[..(whole.Length / 2)]);

        Open(_cache.FullName);

        Assert.Equal(whole, File.ReadAllBytes(file.FullName));
    }

    [Fact]
    public void Open_FirstFolderUnwritable_TakesTheSecond()
    {
        Open(Unwritable, _cache.FullName);

        Assert.Single(_cache.GetFiles(Pattern));
    }

    [Fact]
    public void Open_NoFolderWritable_StillGivesTheWeights() => Assert.Contains("decoder.embed_tokens.values", Open(Unwritable));

    [Fact]
    public void Open_WeightsThatCannotBeRead_LeavesNoPartOfAFile()
    {
        var bytes = File.ReadAllBytes(_model["model.safetensors"]);
        var text = System.Text.Encoding.Latin1.GetString(bytes).Replace("\"F16\"", "\"I16\"", StringComparison.Ordinal);
        File.WriteAllBytes(_model["model.safetensors"], System.Text.Encoding.Latin1.GetBytes(text));

        Assert.Throws<ModelFolderException>(() => Open(_cache.FullName));

        Assert.Empty(_cache.GetFileSystemInfos());
    }

    [Fact]
    public async Task Open_SeveralAtOnce_LeaveOneWholeFile()
    {
        var tensors = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Open(_cache.FullName))));

        Assert.All(tensors, names => Assert.Equal(tensors[0], names));
        Assert.StartsWith("transcribe-int8-", Assert.Single(_cache.GetFiles()).Name, StringComparison.Ordinal);
    }

    private string[] Open(params string[] folders)
    {
        using var store = WeightStore.Open(_model.Read());
        using var file = new QuantizedFile(folders).Open(store);
        return [.. file.Tensors.Keys.Order(StringComparer.Ordinal)];
    }
}
