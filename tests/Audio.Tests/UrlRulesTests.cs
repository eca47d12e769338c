using Transcribe.Audio.Fetching;
using Transcribe.Core;

namespace Transcribe.Audio.Tests;

public sealed class UrlRulesTests
{
    [Fact]
    public void Redirect_FromHttpsToHttp_IsRefused()
    {
        var failure = Assert.Throws<TranscriptionException>(() => UrlRules.Redirect(
            new Uri("https://a.example/x"), new Uri("http://a.example/x"), allowInsecure: false));

        Assert.Equal(TranscriptionError.UrlNotAllowed, failure.Error);
        Assert.Equal("The URL redirects from https to http", failure.Message);
    }

    [Theory]
    [InlineData("http://a.example/x/y", "https://b.example/", "https://b.example/")]
    [InlineData("https://a.example/x/y", "z?q=1", "https://a.example/x/z?q=1")]
    public void Redirect_ToAnAllowedUrl_IsResolved(string from, string location, string expected)
    {
        var target = new Uri(location, UriKind.RelativeOrAbsolute);
        Assert.Equal(expected, UrlRules.Redirect(new Uri(from), target, allowInsecure: false).ToString());
    }

    [Fact]
    public void Redirect_FromHttpsToHttpWhereThatIsAllowed_IsCheckedLikeAnyOther()
    {
        var from = new Uri("https://a.example/x");

        Assert.Equal("http://b.example/y", UrlRules.Redirect(from, new Uri("http://b.example/y"), allowInsecure: true).ToString());
        var failure = Assert.Throws<TranscriptionException>(() => UrlRules.Redirect(from, new Uri("http://0.0.0.0/"), allowInsecure: true));
        Assert.Equal("The URL leads to an address that is not allowed", failure.Message);
    }
}
