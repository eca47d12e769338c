using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Transcribe.Engine.Models;

namespace Transcribe.Engine.Tests.Models;

public sealed class ModelSettingsTests
{
    [Theory]
    [InlineData("-00:00:01")]
    [InlineData("00:00:31")]
    public void Options_TrailingSilenceOutOfRange_NamesTheModel(string value)
    {
        using var host = Host("digits", value);

        var error = Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredService<IOptions<ModelsOptions>>().Value);

        Assert.Contains("digits: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Catalog_SettingsOfAModelThatIsNotServed_NamesIt()
    {
        using var host = Host("digitz", "00:00:02");

        var error = Assert.Throws<OptionsValidationException>(host.Services.GetRequiredService<ModelCatalog>);

        Assert.Contains("'digitz'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_TrailingSilenceSet_StandsAboveTheFolders()
    {
        using var host = Host("digits", "00:00:07");
        var catalog = host.Services.GetRequiredService<ModelCatalog>();

        await catalog.LoadDefaultAsync(TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(7), (await catalog.GetAsync("", CancellationToken.None)).Folder.TrailingSilence);
    }

    private static IHost Host(string model, string trailingSilence)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Configuration["Transcribe:Models:Default"] = Repository.DigitsModel;
        builder.Configuration[$"Transcribe:Models:Settings:{model}:TrailingSilence"] = trailingSilence;
        builder.Services.AddTranscriptionEngine();
        return builder.Build();
    }
}
