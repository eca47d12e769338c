using Microsoft.Extensions.Time.Testing;
using Transcribe.Core;
using Transcribe.Transcription.Catalog;

namespace Transcribe.Transcription.Tests.Catalog;

public sealed class ModelMemoryTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Get_NoRoom_RemovesTheModelThatWasUsedLongestAgo()
    {
        var loader = new SizedLoader();
        await using var catalog = await CatalogAsync(loader, budget: 3, "a", "b", "c");
        foreach (var name in new[] { "a", "b", "a" })
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await TranscribeAsync(catalog, name);
        }

        await TranscribeAsync(catalog, "c");

        Assert.Equal(["a", "c", "default"], loader.InMemory);
        Assert.Equal(["default", "a", "b", "c"], loader.Loads);
        Assert.Equal([true, true, false, true], catalog.List().Select(model => model.Loaded));
        // What was learnt about a model stays known.
        Assert.All(catalog.List(), model => Assert.Equal(["en"], model.Description.LanguageCodes));
    }

    [Fact]
    public async Task Get_ModelIsInUse_WaitsForItsWindow()
    {
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var loader = new SizedLoader { OnWindow = name => name == "a" ? HoldAsync(begun, release) : Task.CompletedTask };
        await using var catalog = await CatalogAsync(loader, budget: 2, "a", "b");
        var window = TranscribeAsync(catalog, "a");
        await begun.Task.WaitAsync(Until.Longest);

        var other = TranscribeAsync(catalog, "b");
        var again = TranscribeAsync(catalog, "a");
        Assert.DoesNotContain("b", loader.InMemory);
        release.SetResult();

        Assert.Equal(["a", "b", "a"], await Task.WhenAll(window, other, again));
        Assert.Equal(2, loader.Most);
    }

    [Fact]
    public async Task Transcribe_FourModelsUnderABudgetOfTwo_AllAnswer()
    {
        string[] names = ["a", "b", "c", "d"];
        var loader = new SizedLoader { OnWindow = async _ => await Task.Yield() };
        await using var catalog = await CatalogAsync(loader, budget: 3, names);

        var callers = Enumerable.Range(0, 16).Select(async caller =>
        {
            for (var call = 0; call < 50; call++)
            {
                var name = names[(caller + (call * 7)) % names.Length];
                Assert.Equal(name, await TranscribeAsync(catalog, name));
            }
        });
        await Task.WhenAll(callers).WaitAsync(Until.Longest);

        Assert.InRange(loader.Most, 2, 3);
        Assert.True(loader.Loads.Count > 5, "the models did not compete");
    }

    [Fact]
    public async Task Get_ModelLargerThanTheBudget_IsRefusedWithItsSize()
    {
        var loader = new SizedLoader { Size = name => name == "large" ? 9L << 20 : 1L << 20 };
        await using var catalog = await CatalogAsync(loader, budget: 8L << 20, "small", "large");
        await TranscribeAsync(catalog, "small");

        var refused = await Assert.ThrowsAsync<TranscriptionException>(() => TranscribeAsync(catalog, "large"));

        Assert.Equal(TranscriptionError.ModelUnavailable, refused.Error);
        Assert.Equal(
            "The model 'large' cannot be loaded; it needs about 9 MiB of memory, and the server's models may have 7 MiB beside the default "
            + "one",
            refused.Message);
        // It takes the place of nothing.
        Assert.Equal(["default", "small"], loader.InMemory);
    }

    [Fact]
    public async Task GetSoon_LongLoad_GoesOnWithoutItsCallerAndKeepsTheModelForIt()
    {
        var downloaded = new TaskCompletionSource();
        var loader = new SizedLoader { OnLoad = name => name == "a" ? downloaded.Task : Task.CompletedTask };
        await using var catalog = await CatalogAsync(loader, budget: 2, "a", "b");
        var first = catalog.GetSoonAsync("a", default);
        Assert.False(first.IsCompleted);

        _clock.Advance(LoadWait.ShortLoad);

        await AssertNotReadyAsync(first);
        // The next one does not wait for what has taken too long.
        await AssertNotReadyAsync(catalog.GetSoonAsync("a", default));
        downloaded.SetResult();
        await Until.TrueAsync(() => catalog.FindLoaded("a") is not null);
        var other = TranscribeAsync(catalog, "b");
        Assert.Equal("a", await TranscribeAsync(await catalog.GetSoonAsync("a", default)));
        await _clock.PassAsync(other);
        Assert.Equal("b", await other);
        Assert.Equal(["default", "a", "b"], loader.Loads);
    }

    private static async Task AssertNotReadyAsync(Task getting)
    {
        var failure = await Assert.ThrowsAsync<TranscriptionException>(() => getting);
        Assert.Equal((TranscriptionError.NotReady, LoadWait.ShortLoad), (failure.Error, failure.RetryAfter));
    }

    [Fact]
    public async Task Unload_ModelInUse_WaitsAndTheNextWindowBringsItBack()
    {
        var release = new TaskCompletionSource();
        var loader = new SizedLoader { OnWindow = name => name == "a" ? release.Task : Task.CompletedTask };
        await using var catalog = await CatalogAsync(loader, budget: 0, "a");
        var model = await catalog.GetAsync("a", default);
        var window = TranscribeAsync(model);

        var unloading = catalog.UnloadAsync("a");
        Assert.False(unloading.IsCompleted);
        release.SetResult();

        Assert.False((await unloading).Loaded);
        Assert.Equal("a", await window);
        Assert.Equal("a", await TranscribeAsync(model));
        Assert.Equal(["default", "a", "a"], loader.Loads);
    }

    [Fact]
    public async Task UnloadUnused_AfterTheTime_LeavesTheDefaultAndWhatWasUsed()
    {
        var loader = new SizedLoader();
        await using var catalog = await CatalogAsync(loader, budget: 0, "a", "b");
        await TranscribeAsync(catalog, "a");
        await TranscribeAsync(catalog, "b");
        _clock.Advance(TimeSpan.FromMinutes(4));
        await TranscribeAsync(catalog, "b");
        _clock.Advance(TimeSpan.FromMinutes(1));

        await catalog.UnloadUnusedAsync(TimeSpan.FromMinutes(5));

        Assert.Equal(["b", "default"], loader.InMemory);
    }

    [Fact]
    public async Task Get_ModelFailsToLeave_TheOtherTakesItsPlaceAndTheModelCanComeBack()
    {
        var isBroken = true;
        var loader = new SizedLoader { OnDispose = _ => Assert.False(isBroken) };
        await using var catalog = await CatalogAsync(loader, budget: 2, "a", "b");
        await TranscribeAsync(catalog, "a");

        Assert.Equal("b", await TranscribeAsync(catalog, "b"));
        Assert.Equal("a", await TranscribeAsync(catalog, "a"));

        Assert.Equal(["default", "a", "b", "a"], loader.Loads);
        isBroken = false;
    }

    [Fact]
    public async Task Dispose_ModelWaitsForAnotherInUse_Ends()
    {
        var (begun, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        var loader = new SizedLoader { OnWindow = name => name == "b" ? HoldAsync(begun, never) : Task.CompletedTask };
        var catalog = await CatalogAsync(loader, budget: 2, "a", "b");
        var window = TranscribeAsync(catalog, "b");
        await begun.Task.WaitAsync(Until.Longest);
        var waiting = TranscribeAsync(catalog, "a");

        await catalog.DisposeAsync().AsTask().WaitAsync(Until.Longest);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        never.SetResult();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => window);
    }

    [Fact]
    public async Task Unload_DefaultModel_IsRefused()
    {
        await using var catalog = await CatalogAsync(new SizedLoader(), budget: 0);

        Assert.Equal(
            TranscriptionError.InvalidRequest,
            (await Assert.ThrowsAsync<TranscriptionException>(() => catalog.UnloadAsync(""))).Error);
    }

    private async Task<ModelCatalog> CatalogAsync(SizedLoader loader, long budget, params string[] additional)
    {
        var models = new ModelsOptions { Default = "default", MemoryBudget = budget };
        foreach (var name in additional)
            models.Additional.Add(name);
        var catalog = CatalogExtensions.Create(models, _clock, loader, maxRequests: 100);
        await catalog.LoadDefaultAsync(default);
        return catalog;
    }

    // A model is in use once its window has begun; it is in memory before.
    private static Task HoldAsync(TaskCompletionSource begun, TaskCompletionSource release)
    {
        begun.TrySetResult();
        return release.Task;
    }

    private static async Task<string?> TranscribeAsync(ModelCatalog catalog, string name) =>
        await TranscribeAsync(await catalog.GetAsync(name, default));

    private static async Task<string?> TranscribeAsync(ISpeechModel model)
    {
        var window = new WindowRequest { Samples = new float[16], Settings = new(), Requester = Requester.None };
        return (await model.TranscribeAsync(window, default)).Language;
    }
}
