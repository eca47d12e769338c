using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference.Weights;
using Transcribe.Whisper.Tests.Folder;

namespace Transcribe.Whisper.Tests.Inference.Weights;

public sealed class WeightCacheTests : IDisposable
{
    private const string Weight = "encoder.conv1.weight";

    private const string Pattern = "*transcribe-*";

    /// <summary>A path in which nobody can create a folder, not even root.</summary>
    private const string Unwritable = "/proc/transcribe";

    private static readonly int[] Shape = [128, 80, 3];

    private readonly ModelFolder _model = new();
    private readonly DirectoryInfo _cache = Directory.CreateTempSubdirectory("weights-");

    public void Dispose()
    {
        _model.Dispose();
        _cache.Delete(recursive: true);
    }

    [Fact]
    public void Open_Layout_PlacesTheWeightsWhereItSays()
    {
        using var store = WeightStore.Open(_model.Read());
        var layout = new WeightLayout("test");
        var first = layout.Add<byte>("first", [3], values => values.Fill(7));
        var second = layout.Add<float>("second", Shape, values => store.CopyTo(Weight, values, Shape));

        using var file = new WeightCache(store.Hash(), _cache.FullName).Open(layout);

        var bytes = File.ReadAllBytes(file.Path);
        Assert.Equal([7, 7, 7], bytes[(int)first.Offset..(int)(first.Offset + first.Length)]);
        Assert.Equal(
            Safetensors.Bytes(store.Read(Weight, Shape)), bytes[(int)second.Offset..(int)(second.Offset + second.Length)]);
        Assert.Equal(layout.Length, bytes.Length);
        Assert.Equal(0, second.Offset % 4096);
    }

    [Fact]
    public void Open_Again_ComputesNothing()
    {
        Open(_cache.FullName);

        using var store = WeightStore.Open(_model.Read());
        var layout = new WeightLayout("test");
        layout.Add<float>(Weight, Shape, _ => throw new InvalidOperationException("computed again"));
        using var file = new WeightCache(store.Hash(), _cache.FullName).Open(layout);

        Assert.Equal(Assert.Single(_cache.GetFiles(Pattern)).FullName, file.Path);
    }

    [Fact]
    public void Open_WritesAFile_FreesTheArraysOfTheWeights()
    {
        var arrays = new List<WeakReference>();
        var layout = new WeightLayout("test");
        layout.Add<float>("large", [1 << 20], values => arrays.Add(Fill(values)));

        new WeightCache("source", _cache.FullName).Open(layout).Dispose();

        Assert.False(Assert.Single(arrays).IsAlive);

        static WeakReference Fill(Span<float> values)
        {
            var source = new float[values.Length];
            source.CopyTo(values);
            return new WeakReference(source);
        }
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
    public void Open_OtherLayout_MakesAnotherFile()
    {
        Open(_cache.FullName);
        using var store = WeightStore.Open(_model.Read());
        var layout = new WeightLayout("test");
        layout.Add<float>(Weight, [80, 128, 3], values => values.Clear());

        new WeightCache(store.Hash(), _cache.FullName).Open(layout).Dispose();

        Assert.Equal(2, _cache.GetFiles(Pattern).Length);
    }

    [Fact]
    public void Open_TruncatedFile_MakesItAnew()
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
    public void Open_FirstFolderMarkedReadOnly_TakesTheSecond()
    {
        using var marked = new TestFolder();
        var mode = File.GetUnixFileMode(marked.Path);
        File.SetUnixFileMode(marked.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Open(marked.Path, _cache.FullName);

        File.SetUnixFileMode(marked.Path, mode);
        Assert.Empty(Directory.GetFiles(marked.Path));
        Assert.Single(_cache.GetFiles(Pattern));
    }

    [Fact]
    public void Open_NoFolderWritable_GivesAFileUntilItIsDisposedOf()
    {
        using var store = WeightStore.Open(_model.Read());
        var file = new WeightCache(store.Hash(), Unwritable).Open(Layout(store));

        Assert.Equal(Safetensors.Bytes(store.Read(Weight, Shape)), File.ReadAllBytes(file.Path));
        file.Dispose();

        Assert.False(Directory.Exists(file.Folder));
    }

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
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Open(_cache.FullName))));

        using var store = WeightStore.Open(_model.Read());
        var file = Assert.Single(_cache.GetFiles());
        Assert.StartsWith("transcribe-test-", file.Name, StringComparison.Ordinal);
        Assert.Equal(Safetensors.Bytes(store.Read(Weight, Shape)), File.ReadAllBytes(file.FullName));
    }

    private void Open(params string[] folders)
    {
        using var store = WeightStore.Open(_model.Read());
        new WeightCache(store.Hash(), folders).Open(Layout(store)).Dispose();
    }

    private static WeightLayout Layout(WeightStore store)
    {
        var layout = new WeightLayout("test");
        layout.Add<float>(Weight, Shape, values => store.CopyTo(Weight, values, Shape));
        return layout;
    }
}
