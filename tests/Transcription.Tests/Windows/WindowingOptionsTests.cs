using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Transcribe.Transcription.Windows;

namespace Transcribe.Transcription.Tests.Windows;

public sealed class WindowingOptionsTests
{
    [Fact]
    public async Task AddWindows_Configured_CutsAccordingly()
    {
        using var services = Services(("SilenceDecibels", "-40"), ("MinimumSilence", "00:00:02"));
        float[] audio = [.. Pcm.Noise(1), .. Pcm.Noise(3, amplitude: 0.01f), .. Pcm.Noise(1)];

        var spans = await services.GetRequiredService<WindowCutter>().CutAsync(Blocks.Of(audio, 1_000, 0)).ToListAsync();

        Assert.Equal([typeof(AudioSpan.Window), typeof(AudioSpan.Silence), typeof(AudioSpan.Window)], spans.Select(span => span.GetType()));
    }

    [Theory]
    [InlineData("SilenceDecibels", "0")]
    [InlineData("MinimumSilence", "00:00:00.5")]
    [InlineData("MinimumSilence", "00:01:00")]
    public void AddWindows_OutOfRange_IsRefused(string name, string value)
    {
        using var services = Services((name, value));

        Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<WindowingOptions>>().Value);
    }

    private static ServiceProvider Services(params (string Name, string Value)[] settings)
    {
        var values = settings.ToDictionary(setting => $"{WindowingOptions.Section}:{setting.Name}", setting => (string?)setting.Value);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddTranscription().BuildServiceProvider();
    }
}
