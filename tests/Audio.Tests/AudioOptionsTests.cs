using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Transcribe.Audio.Tests;

public sealed class AudioOptionsTests
{
    [Fact]
    public void AddAudio_WithSettings_BindsThem()
    {
        var options = Build(("MaxDuration", "01:00:00"), ("AllowedNetworks:0", "127.0.0.0/8"), ("AllowedNetworks:1", "minio.internal"))
            .Value;

        Assert.Equal(TimeSpan.FromHours(1), options.MaxDuration);
        Assert.Equal(["127.0.0.0/8", "minio.internal"], options.AllowedNetworks);
        Assert.Equal(1L << 30, options.MaxDownloadBytes);
    }

    [Theory]
    [InlineData("MaxDownloadBytes", "1")]
    [InlineData("MaxDuration", "00:00:00")]
    [InlineData("ConnectTimeout", "-00:00:01")]
    [InlineData("MaxRedirects", "21")]
    [InlineData("FfmpegMemoryBytes", "1000")]
    [InlineData("FfmpegPath", "")]
    [InlineData("AllowedNetworks:0", "10.0.0.0/99")]
    [InlineData("AllowedNetworks:0", "not a name")]
    public void AddAudio_WithASettingOutOfRange_NamesIt(string name, string value)
    {
        var failure = Assert.Throws<OptionsValidationException>(() => Build((name, value)).Value);

        Assert.Contains(name.Split(':')[0], failure.Message, StringComparison.Ordinal);
    }

    private static IOptions<AudioOptions> Build(params (string Name, string Value)[] settings) =>
        new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection(
                    settings.Select(setting => KeyValuePair.Create($"{AudioOptions.Section}:{setting.Name}", (string?)setting.Value)))
                .Build())
            .AddAudio()
            .BuildServiceProvider()
            .GetRequiredService<IOptions<AudioOptions>>();
}
