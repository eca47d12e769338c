using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Core;
using Transcribe.Engines.Hub;
using Transcribe.WhisperCpp.Ggml;
using Transcribe.WhisperCpp.Native;

namespace Transcribe.WhisperCpp.Tests;

public sealed class WhisperCppModelLoaderTests(StockModel files) : IClassFixture<StockModel>, IAsyncLifetime
{
    private const string Name = "ggml-digits.bin";

    private readonly TestFolder _cache = new();
    private LocalHub _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await LocalHub.StartAsync();
        _hub.Files[Name] = await File.ReadAllBytesAsync(files.Q8);
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _cache.Dispose();
    }

    [Fact]
    public void CanLoad_ByFormat_TellsGgmlFilesFromOthers()
    {
        var loader = LoadedModel.Loader();

        Assert.True(loader.CanLoad(files.F16));
        Assert.True(loader.CanLoad("ggerganov/whisper.cpp/ggml-tiny.bin"));
        Assert.True(loader.CanLoad("ggerganov/whisper.cpp/ggml-tiny.bin@refs/pr/1"));
        Assert.False(loader.CanLoad(Repository.DigitsModel));
        Assert.False(loader.CanLoad(Path.Combine(Repository.DigitsModel, "model.safetensors")));
        Assert.False(loader.CanLoad("ggerganov/whisper.cpp/../ggml-tiny.bin"));
        Assert.False(loader.CanLoad("ggerganov/whisper.cpp/models/ggml-tiny.bin"));
    }

    [Fact]
    public void Validate_Precision_IsRefused()
    {
        var loader = LoadedModel.Loader();

        Assert.Single(loader.Validate(new() { Precision = Precision.Int8 }));
        Assert.Empty(loader.Validate(new() { TrailingSilence = TimeSpan.Zero }));
    }

    [Fact]
    public async Task Load_FileOnTheHub_IsDownloadedAlone()
    {
        await using var model = await LoadFromHubAsync($"{LocalHub.Repository}/{Name}");

        Assert.Equal("q8_0", model.Description.Precision);
        Assert.Equal([Name], _hub.Requests.Where(request => request.Path.StartsWith("/objects/", StringComparison.Ordinal))
            .Select(request => Path.GetFileName(request.Path)));
    }

    [Fact]
    public async Task Load_RepositoryWithOneFile_TakesIt()
    {
        await using var model = await LoadFromHubAsync(LocalHub.Repository);
        _hub.Requests.Clear();

        await using var again = await LoadFromHubAsync(LocalHub.Repository);

        Assert.Empty(_hub.Requests);
    }

    [Fact]
    public async Task Load_RepositoryWithSeveralFiles_NamesThem()
    {
        _hub.Files["ggml-other.bin"] = [1];

        var failure = await Assert.ThrowsAnyAsync<ModelException>(() => LoadFromHubAsync(LocalHub.Repository));

        Assert.Contains(
            "has 2 files *.bin; name one of them as team/digits/<file> (ggml-digits.bin, ggml-other.bin)",
            failure.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_MissingFileOnTheHub_SaysWhichThereAre()
    {
        var failure = await Assert.ThrowsAnyAsync<ModelException>(() => LoadFromHubAsync($"{LocalHub.Repository}/ggml-none.bin"));

        Assert.Contains("has no ggml-none.bin (ggml-digits.bin)", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.99)]
    public async Task Load_TruncatedFile_IsRefusedAndOthersStillLoad(double part)
    {
        using var folder = new TestFolder();
        var bytes = await File.ReadAllBytesAsync(files.F16);
        await File.WriteAllBytesAsync(folder["broken.bin"], bytes[..(int)(bytes.Length * part)]);

        var failure = await Assert.ThrowsAsync<GgmlException>(() => LoadedModel.LoadAsync(folder["broken.bin"]));
        await using var model = await LoadedModel.LoadAsync(files.F16);

        Assert.Equal($"{folder["broken.bin"]}: is truncated", failure.Message);
    }

    [Fact]
    public async Task Load_NeitherFileNorName_SaysHowToNameOne()
    {
        var failure = await Assert.ThrowsAnyAsync<ModelException>(() => LoadedModel.LoadAsync("/no/such/ggml.bin"));

        Assert.Contains("owner/name/file.bin", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_OfAModelOnTheCpu_TellsThatThereIsNoGpu()
    {
        using var log = new NativeLog();

        await using var model = await LoadedModel.LoadAsync(files.F16);

        Assert.Contains("whisper_backend_init_gpu: no GPU found", log.Lines);
        Assert.Equal("", log.Errors);
    }

    [Fact]
    public void Device_CudaBuildWithoutCuda_IsRefused()
    {
        Assert.Contains(
            "found no CUDA device",
            Assert.Throws<NativeLibraryException>(() => NativeRuntime.Accept("cpu", needsCuda: true)).Message,
            StringComparison.Ordinal);
        Assert.Equal("cuda", NativeRuntime.Accept("cuda", needsCuda: true));
        Assert.Equal("cpu", NativeRuntime.Accept("cpu", needsCuda: false));
    }

    private Task<ISpeechModel> LoadFromHubAsync(string location)
    {
        var settings = new HubSettings { Endpoint = _hub.Endpoint, CacheFolder = _cache.Path };
        return LoadedModel.LoadAsync(location, hub: new HubLocator(settings, TimeProvider.System, NullLogger<HubLocator>.Instance));
    }
}
