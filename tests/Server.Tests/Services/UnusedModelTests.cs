using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Transcribe.Core;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Services;

public sealed class UnusedModelTests
{
    [Fact]
    public async Task Server_WithUnloadAfter_RemovesAModelThatHasHadNoUse()
    {
        using var stock = new StockModel();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(time),
            $"Transcribe:Models:Additional:0={stock.F16}", "Transcribe:Models:UnloadAfter=00:10:00");
        var models = server.Services.GetRequiredService<IModelCatalog>();
        Assert.True((await models.LoadAsync(StockModel.Name, default)).Loaded);

        await Until.TrueAsync(() => !models.Find(StockModel.Name)!.Loaded, time, TimeSpan.FromSeconds(30));

        Assert.True(models.Find(TestServer.Model)!.Loaded);
    }
}
