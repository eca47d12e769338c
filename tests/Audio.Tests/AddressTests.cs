using Transcribe.Core;

namespace Transcribe.Audio.Tests;

/// <summary>Addresses that a URL must not lead to, in every notation.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("0x7f000001")]
    [InlineData("0177.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("0")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST")]
    [InlineData("[::1]")]
    [InlineData("[::]")]
    [InlineData("[::127.0.0.1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("[::ffff:0.0.0.0]")]
    [InlineData("[::ffff:0:127.0.0.1]")]
    [InlineData("[64:ff9b::127.0.0.1]")]
    [InlineData("[64:ff9b:1::127.0.0.1]")]
    [InlineData("[2002:7f00:1::]")]
    [InlineData("[2001:0:1::1]")]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("[fd00:ec2::254]")]
    [InlineData("[fe80::1]")]
    [InlineData("[fec0::1]")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    public async Task Open_OfAnAddressThatIsNotPublic_IsRefusedWithoutNamingIt(string host)
    {
        await using var server = RawServer.Sending([1]);

        var failure = await FailAsync(server.Url(host: host));

        Assert.Equal(TranscriptionError.UrlNotAllowed, failure.Error);
        Assert.Equal("The URL leads to an address that is not allowed", failure.Message);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("127.0.0.0/8", "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("127.0.0.0/8", "localhost")]
    [InlineData("127.0.0.0/8", "2130706433")]
    [InlineData("LocalHost", "localhost")]
    public async Task Open_OfAnAllowedAddressOrName_Connects(string allowed, string host)
    {
        await using var server = RawServer.Sending([], "404 Not Found");

        var failure = await FailAsync(server.Url(host: host), allowed);

        Assert.Equal("Could not fetch audio file (status 404)", failure.Message);
    }

    [Fact]
    public async Task Open_OfAnAddressBehindAnAllowedName_IsStillRefusedByItself()
    {
        await using var server = RawServer.Sending([]);

        Assert.Equal(TranscriptionError.UrlNotAllowed, (await FailAsync(server.Url(), "localhost")).Error);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("//[::1]/")]
    [InlineData("http://0.0.0.0/")]
    public async Task Open_OfARedirectToAnAddressThatIsNotAllowed_IsRefused(string location)
    {
        await using var server = new RawServer((_, connection) => connection.RedirectAsync(location));

        var failure = await FailAsync(server.Url(), "127.0.0.0/8");

        Assert.Equal(TranscriptionError.UrlNotAllowed, failure.Error);
        Assert.Equal("The URL leads to an address that is not allowed", failure.Message);
    }

    [Theory]
    [InlineData("file:///etc/passwd", "The URL must be http or https")]
    [InlineData("ftp://127.0.0.1/a", "The URL must be http or https")]
    [InlineData("http://user:secret@127.0.0.1/a", "The URL must not hold a user name or password")]
    public async Task Open_OfARedirectToAUrlThatIsNotAllowed_IsRefused(string location, string message)
    {
        await using var server = new RawServer((_, connection) => connection.RedirectAsync(location));

        var failure = await FailAsync(server.Url(), "127.0.0.0/8");

        Assert.Equal(TranscriptionError.UrlNotAllowed, failure.Error);
        Assert.Equal(message, failure.Message);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.com/a")]
    [InlineData("gopher://example.com/a")]
    [InlineData("data:audio/wav;base64,AAAA")]
    [InlineData("relative/path")]
    public async Task Open_OfAUrlThatIsNotHttp_IsRefused(string url)
    {
        var failure = await FailAsync(new Uri(url, UriKind.RelativeOrAbsolute));

        Assert.Equal(TranscriptionError.UrlNotAllowed, failure.Error);
        Assert.Equal("The URL must be http or https", failure.Message);
    }

    private static async Task<TranscriptionException> FailAsync(Uri uri, params string[] allowed)
    {
        using var bench = new AudioBench(options => options.AllowedNetworks = allowed);
        return await bench.FailAsync(new AudioInput.Remote(uri));
    }
}
