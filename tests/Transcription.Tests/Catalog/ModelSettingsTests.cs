using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Transcribe.Audio;
using Transcribe.Transcription.Catalog;
using Transcribe.Whisper;

namespace Transcribe.Transcription.Tests.Catalog;

public sealed class ModelSettingsTests
{
    [Theory]
    [InlineData("-00:00:01")]
    [InlineData("00:00:31")]
    public void Options_TrailingSilenceOutOfRange_NamesTheModel(string value)
    {
        using var host = Host("digits", "TrailingSilence", value);

        var error = Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredService<IOptions<ModelsOptions>>().Value);

        Assert.Contains("digits: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Catalog_SettingsOfAModelThatIsNotServed_NamesIt()
    {
        using var host = Host("digitz", "TrailingSilence", "00:00:02");

        var error = Assert.Throws<OptionsValidationException>(host.Services.GetRequiredService<ModelCatalog>);

        Assert.Contains("'digitz'", error.Message, StringComparison.Ordinal);
    }

    // The configuration of the bundled model states a cost of 0 for int8.
    [Theory]
    [InlineData("Auto", "int8")]
    [InlineData("Int8", "int8")]
    [InlineData("F32", "f32")]
    [InlineData("F16", "f16")]
    public async Task Load_Precision_IsListed(string precision, string expected)
    {
        using var host = Host("digits", "Precision", precision);
        var catalog = host.Services.GetRequiredService<ModelCatalog>();

        await catalog.LoadDefaultAsync(TestContext.Current.CancellationToken);

        Assert.Equal(expected, Assert.Single(catalog.List()).Description.Precision);
    }

    private static IHost Host(string model, string setting, string value)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Configuration["Transcribe:Models:Default"] = Repository.DigitsModel;
        builder.Configuration[$"Transcribe:Models:Settings:{model}:{setting}"] = value;
        builder.Services.AddAudio().AddWhisper().AddTranscription();
        return builder.Build();
    }
}
