using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Transcription.Catalog;

namespace Transcribe.Transcription.Tests.Catalog;

/// <summary>Models of the hub that requests name.</summary>
public sealed class RequestedModelTests
{
    private static readonly WindowRequest Window = new() { Samples = new float[16], Settings = new(), Requester = Requester.None };

    private readonly SizedLoader _loader = new();

    [Theory]
    [InlineData("openai/whisper-tiny")]
    [InlineData("openai/whisper-tiny@main")]
    [InlineData("ggerganov/whisper.cpp/ggml-tiny.bin")]
    public async Task Get_AllowedName_LoadsTheModelAndListsIt(string name)
    {
        await using var catalog = Catalog("openai/whisper-*", "ggerganov/whisper.cpp/*");
        Assert.Null(catalog.FindLoaded(name));

        await catalog.GetAsync(name, default);

        Assert.Equal([name], _loader.Loads);
        Assert.Equal(["default", name], catalog.List().Select(model => model.Description.Name));
        Assert.NotNull(catalog.FindLoaded(name));
    }

    [Theory]
    [InlineData("someone/else")]
    [InlineData("openai")]
    [InlineData("openai/whisper-tiny/../../../etc")]
    [InlineData("/etc/whisper-x")]
    [InlineData("openai/whisper-tiny\n")]
    [InlineData("openai/whisper-\u0000")]
    [InlineData("OPENAI/WHISPER-TINY")]
    public async Task Get_OtherName_IsUnknown(string name)
    {
        await using var catalog = Catalog("openai/whisper-*");

        Assert.Equal(
            TranscriptionError.UnknownModel,
            (await Assert.ThrowsAsync<TranscriptionException>(() => catalog.GetAsync(name, default))).Error);
        Assert.Equal(TranscriptionError.UnknownModel, Assert.Throws<TranscriptionException>(() => catalog.FindLoaded(name)).Error);
        Assert.Empty(_loader.Fetches);
    }

    // The bundled model is a folder below the working directory of a server.
    [Fact]
    public async Task Get_NameOfAPath_IsUnknownWhateverIsAllowed()
    {
        using var folder = new TestFolder();
        await using var catalog = Catalog("*");
        var path = Path.GetRelativePath(Directory.GetCurrentDirectory(), AppContext.BaseDirectory);

        foreach (var name in new[] { folder.Path, path, "." })
            await Assert.ThrowsAsync<TranscriptionException>(() => catalog.GetAsync(name, default));
    }

    // The first request of a model is counted before it is loaded.
    [Fact]
    public async Task NameOf_AllowedModelThatNobodyHasNamed_IsItsName()
    {
        await using var catalog = Catalog("openai/whisper-*");

        Assert.Equal("openai/whisper-tiny", catalog.NameOf("tiny"));
        Assert.Equal("unknown", catalog.NameOf("someone/else"));
        for (var model = 0; model < 64; model++)
            await catalog.GetAsync($"openai/whisper-{model}", default);
        Assert.Equal("unknown", catalog.NameOf("openai/whisper-64"));
    }

    [Theory]
    [InlineData("turbo", "openai/whisper-large-v3-turbo")]
    [InlineData("large-v3", "openai/whisper-large-v3")]
    [InlineData("Tiny", "openai/whisper-tiny")]
    [InlineData("mine", "openai/whisper-base")]
    public async Task Get_Alias_FindsTheModel(string alias, string name)
    {
        var models = new ModelsOptions { Default = "default" };
        models.Allowed.Add("openai/whisper-*");
        models.Aliases["mine"] = "openai/whisper-base";
        await using var catalog = CatalogExtensions.Create(models, TimeProvider.System, _loader);

        await catalog.GetAsync(alias, default);

        Assert.Equal([name], _loader.Loads);
        Assert.Contains(alias.ToLowerInvariant(), catalog.List()[1].Aliases);
    }

    [Fact]
    public async Task Get_KnownAliasOfAModelThatIsNotServed_IsUnknown()
    {
        await using var catalog = Catalog();

        Assert.Throws<TranscriptionException>(() => catalog.FindLoaded("turbo"));
    }

    [Theory]
    [InlineData("nobody", "other")]
    [InlineData("someone/else", "other")]
    [InlineData("*", "other")]
    [InlineData("", "default")]
    [InlineData("default", "default")]
    [InlineData("whisper-1", "default")]
    [InlineData("openai/whisper-tiny", "openai/whisper-tiny")]
    [InlineData("tiny", "openai/whisper-tiny")]
    public async Task Get_WithAnAliasForEveryOtherName_FindsWhatTheNameMeansFirst(string name, string expected)
    {
        var models = new ModelsOptions { Default = "default", Additional = { "other" }, Allowed = { "openai/whisper-*" } };
        models.Aliases["*"] = "other";
        await using var catalog = CatalogExtensions.Create(models, TimeProvider.System, _loader);
        await catalog.LoadDefaultAsync(default);

        await catalog.GetAsync(name, default);

        Assert.Equal(expected, catalog.NameOf(name));
        Assert.Equal(expected, catalog.Find(name)!.Description.Name);
        Assert.DoesNotContain("*", catalog.List().SelectMany(model => model.Aliases));
    }

    [Theory]
    [InlineData("mine")]
    [InlineData("*")]
    public void Catalog_AliasOfAModelThatIsNotServed_IsRefused(string alias)
    {
        var models = new ModelsOptions { Default = "default" };
        models.Aliases[alias] = "openai/whisper-base";

        Assert.Throws<OptionsValidationException>(() => CatalogExtensions.Create(models, TimeProvider.System, _loader));
    }

    [Fact]
    public async Task Get_ManyNames_AreLimited()
    {
        await using var catalog = Catalog("team/*");
        for (var model = 0; model < 64; model++)
            await catalog.GetAsync($"team/model-{model}", default);

        Assert.Equal(
            TranscriptionError.Overloaded,
            (await Assert.ThrowsAsync<TranscriptionException>(() => catalog.GetAsync("team/model-64", default))).Error);
    }

    // A live stream may hold a model that has left, and whose place another one has taken.
    [Fact]
    public async Task Transcribe_ModelHasLostItsPlace_TakesOneAgainAndIsLoadedOnce()
    {
        await using var catalog = Catalog("team/*");
        var model = await catalog.GetAsync("team/held", default);
        await catalog.UnloadAsync("team/held");
        for (var other = 0; other < 64; other++)
            await catalog.GetAsync($"team/model-{other}", default);
        Assert.DoesNotContain("team/held", catalog.List().Select(listed => listed.Description.Name));
        await Assert.ThrowsAsync<TranscriptionException>(() => model.TranscribeAsync(Window, default));
        await catalog.UnloadAsync("team/model-0");

        await model.TranscribeAsync(Window, default);

        Assert.True(catalog.Find("team/held")!.Loaded);
        await catalog.GetAsync("team/held", default);
        Assert.Equal(2, _loader.Loads.Count(name => name == "team/held"));
        Assert.False((await catalog.UnloadAsync("team/held")).Loaded);
        Assert.DoesNotContain("team/held", _loader.InMemory);
    }

    [Theory]
    [InlineData("openai/whisper-tiny", "openai/whisper-tiny")]
    [InlineData("Tiny", "openai/whisper-tiny")]
    public async Task Find_AllowedModelThatNobodyHasNamed_IsDescribedAndTakesNoPlace(string name, string expected)
    {
        await using var catalog = Catalog("openai/whisper-*");

        var found = catalog.Find(name)!;

        Assert.Equal((expected, "sized", false, false), (found.Description.Name, found.Description.Engine, found.IsDefault, found.Loaded));
        Assert.Equal(["tiny"], found.Aliases);
        Assert.Equal(["default"], catalog.List().Select(model => model.Description.Name));
        Assert.Empty(_loader.Fetches);
        Assert.Null(catalog.Find("someone/else"));
        Assert.True(catalog.Find("default")!.IsDefault);
    }

    [Fact]
    public async Task Unload_AllowedModelThatNobodyHasNamed_IsNotLoaded()
    {
        await using var catalog = Catalog("openai/whisper-*");

        Assert.False((await catalog.UnloadAsync("openai/whisper-tiny")).Loaded);

        Assert.Equal(
            TranscriptionError.UnknownModel,
            (await Assert.ThrowsAsync<TranscriptionException>(() => catalog.UnloadAsync("someone/else"))).Error);
        Assert.Empty(_loader.Fetches);
    }

    [Fact]
    public async Task Fetch_DownloadsWithoutLoading()
    {
        await using var catalog = Catalog("openai/whisper-*");
        var progress = new Reports();

        await catalog.FetchAsync("openai/whisper-tiny", progress, default);

        Assert.Equal(["openai/whisper-tiny"], _loader.Fetches);
        Assert.Empty(_loader.Loads);
        Assert.Equal(
            [("default", false), ("openai/whisper-tiny", false)],
            catalog.List().Select(model => (model.Description.Name, model.Loaded)));
        Assert.Equal(new DownloadProgress("model.bin", 1, 2), Assert.Single(progress.All));
    }

    private ModelCatalog Catalog(params string[] allowed)
    {
        var models = new ModelsOptions { Default = "default" };
        foreach (var pattern in allowed)
            models.Allowed.Add(pattern);
        return CatalogExtensions.Create(models, TimeProvider.System, _loader, maxRequests: 100);
    }

    private sealed class Reports : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> All { get; } = [];

        public void Report(DownloadProgress value) => All.Add(value);
    }
}
