using Transcribe.Engines.Fallback;

namespace Transcribe.Engines.Tests.Fallback;

public sealed class CompressionRatioTests
{
    private const string Speech =
        "And so my fellow Americans, ask not what your country can do for you, ask what you can do for your country.";

    [Fact]
    public void Of_NoText_IsZero() => Assert.Equal(0, CompressionRatio.Of(""));

    // The values are len(text) / len(zlib.compress(text)) in Python.
    [Fact]
    public void Of_OrdinarySpeech_IsAboutPythons() => Assert.Equal(107.0 / 79, CompressionRatio.Of(Speech), 0.1);

    [Fact]
    public void Of_ALoop_IsFarAboveTheThreshold() =>
        Assert.True(CompressionRatio.Of(string.Concat(Enumerable.Repeat("one two three ", 30))) > 10);

    [Fact]
    public void Of_AnyScript_CountsUtf8Bytes() => Assert.True(CompressionRatio.Of("打打打打打打打打") > CompressionRatio.Of("aaaaaaaa"));
}
