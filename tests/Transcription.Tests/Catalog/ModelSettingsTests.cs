using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Transcribe.Audio;
using Transcribe.Transcription.Catalog;
using Transcribe.Whisper;
using Transcribe.WhisperCpp;

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

    [Theory]
    [InlineData("OnnxRuntime")]
    [InlineData("onnxruntime")]
    public void Catalog_EngineThatReadsTheFormat_RunsTheModel(string engine)
    {
        using var host = Host("digits", "Engine", engine);

        Assert.Equal("onnxruntime", Assert.Single(host.Services.GetRequiredService<ModelCatalog>().List()).Description.Engine);
    }

    [Theory]
    [InlineData("whispercpp", "the engine 'whispercpp' does not read the format of")]
    [InlineData("tensorrt", "there is no engine 'tensorrt', only onnxruntime, whispercpp")]
    public void Catalog_OtherEngine_IsRefused(string engine, string problem)
    {
        using var host = Host("digits", "Engine", engine);

        var error = Assert.Throws<OptionsValidationException>(host.Services.GetRequiredService<ModelCatalog>);

        Assert.StartsWith($"digits: {problem}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("team/whisper", null, "onnxruntime")]
    [InlineData("team/whisper", "whispercpp", "whispercpp")]
    [InlineData("team/whisper/ggml-tiny.bin", null, "whispercpp")]
    [InlineData("team/whisper/ggml-tiny.bin@v1", null, "whispercpp")]
    public void Catalog_NameOnTheHub_ChoosesTheEngine(string name, string? setting, string engine)
    {
        using var host = Host(name, "Engine", setting, name);

        var model = Assert.Single(host.Services.GetRequiredService<ModelCatalog>().List()).Description;

        Assert.Equal((name, engine), (model.Name, model.Engine));
    }

    [Fact]
    public void Catalog_PrecisionOfAGgmlFile_IsRefused()
    {
        using var host = Host("team/whisper/ggml-tiny.bin", "Precision", "Int8", "team/whisper/ggml-tiny.bin");

        var error = Assert.Throws<OptionsValidationException>(host.Services.GetRequiredService<ModelCatalog>);

        Assert.StartsWith("team/whisper/ggml-tiny.bin: Precision cannot be set", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Catalog_FileOfNoFormat_IsReadByNoEngine()
    {
        using var host = Host("README.md", "Engine", null, Path.Combine(Repository.DigitsModel, "README.md"));

        var error = Assert.Throws<OptionsValidationException>(host.Services.GetRequiredService<ModelCatalog>);

        Assert.StartsWith("No engine reads the model", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Engine", "onnxruntime", "team/whisper/ggml-tiny.bin: the engine 'onnxruntime' does not read the format of")]
    [InlineData("Precision", "Int8", "team/whisper/ggml-tiny.bin: Precision cannot be set")]
    public void Catalog_WrongSettingsOfAnAllowedModel_AreRefused(string setting, string value, string problem)
    {
        using var host = Host("team/whisper/ggml-tiny.bin", setting, value, allowed: "team/whisper/*");

        var error = Assert.Throws<OptionsValidationException>(host.Services.GetRequiredService<ModelCatalog>);

        Assert.StartsWith(problem, error.Message, StringComparison.Ordinal);
    }

    private static IHost Host(string model, string setting, string? value, string? location = null, string? allowed = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Configuration["Transcribe:Models:Default"] = location ?? Repository.DigitsModel;
        if (allowed is not null)
            builder.Configuration["Transcribe:Models:Allowed:0"] = allowed;
        if (value is not null)
            builder.Configuration[$"Transcribe:Models:Settings:{model}:{setting}"] = value;
        builder.Services.AddAudio().AddWhisper().AddWhisperCpp().AddTranscription();
        return builder.Build();
    }
}
