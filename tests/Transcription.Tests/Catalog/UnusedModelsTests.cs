using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Transcription.Catalog;

namespace Transcribe.Transcription.Tests.Catalog;

public sealed class UnusedModelsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ModelsOptions _models = new() { Default = "default", UnloadAfter = TimeSpan.FromMinutes(5) };

    [Fact]
    public async Task Pass_AModelThatFailsToLeave_EndsNeitherTheWorkNorTheOthersStay()
    {
        var loader = new SizedLoader { OnDispose = name => Assert.NotEqual("a", name) };
        _models.Additional.Add("a");
        _models.Additional.Add("b");
        await using var catalog = CatalogExtensions.Create(_models, _clock, loader);
        using var service = new UnusedModels(catalog, Options.Create(_models), _clock, NullLogger<UnusedModels>.Instance);
        foreach (var name in new[] { "a", "b" })
            await catalog.LoadAsync(name, default);
        await service.StartAsync(default);

        await Until.TrueAsync(() => loader.InMemory.Count == 0, _clock, TimeSpan.FromSeconds(30));

        Assert.False(service.ExecuteTask!.IsCompleted);
        await service.StopAsync(default);
    }

    [Fact]
    public async Task Dispose_WithoutAStop_EndsTheWorkWithoutAFault()
    {
        var loader = new SizedLoader();
        _models.Additional.Add("a");
        await using var catalog = CatalogExtensions.Create(_models, _clock, loader);
        var service = new UnusedModels(catalog, Options.Create(_models), _clock, NullLogger<UnusedModels>.Instance);
        await catalog.LoadAsync("a", default);
        await service.StartAsync(default);
        await Until.TrueAsync(() => loader.InMemory.Count == 0, _clock, TimeSpan.FromSeconds(30));

        service.Dispose();

        await service.ExecuteTask!;
    }
}
