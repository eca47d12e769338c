using Transcribe.Core;

namespace Transcribe.Audio.Tests;

/// <summary>Hosts that set a cookie with a redirect and expect it at the target.</summary>
public sealed class FetchCookieTests
{
    private static readonly byte[] Audio = Wav.Join(new float[16_000]);

    [Fact]
    public async Task Open_OfARedirectThatSetsCookies_SendsThemInThisFetchOnly()
    {
        await using var server = Redirecting("Set-Cookie: a=1; Path=/; HttpOnly\r\nSet-Cookie: b=2; Path=/\r\n");
        using var bench = new AudioBench();

        for (var fetch = 0; fetch < 2; fetch++)
            Assert.Equal(16000, (await bench.ReadAsync(new AudioInput.Remote(server.Url()))).Length);

        Assert.Equal(["", "a=1; b=2", "", "a=1; b=2"], server.Requests.Select(Cookies));
    }

    [Theory]
    [InlineData("a=1; Domain=other.example")]
    [InlineData("a=1; Secure")]
    [InlineData("a=1; Path=/elsewhere/")]
    [InlineData("=;=;=")]
    public async Task Open_OfARedirectWithACookieThatIsNotForItsTarget_SendsNone(string cookie)
    {
        await using var server = Redirecting($"Set-Cookie: {cookie}\r\n");
        using var bench = new AudioBench();

        Assert.Equal(16000, (await bench.ReadAsync(new AudioInput.Remote(server.Url()))).Length);

        Assert.All(server.Requests, request => Assert.Equal("", Cookies(request)));
    }

    [Fact]
    public async Task Open_OfARedirectToAnotherHost_KeepsTheCookieFromIt()
    {
        await using var server = new RawServer((path, connection) => path == "/end"
            ? connection.SendAsync("200 OK", Audio)
            : connection.SendAsync("302 Found", [], $"Location: http://localhost:{connection.Port}/end\r\nSet-Cookie: a=1; Path=/\r\n"));
        using var bench = new AudioBench();

        Assert.Equal(16000, (await bench.ReadAsync(new AudioInput.Remote(server.Url()))).Length);

        Assert.Equal(["", ""], server.Requests.Select(Cookies));
    }

    private static RawServer Redirecting(string headers) => new((path, connection) => path == "/end"
        ? connection.SendAsync("200 OK", Audio)
        : connection.SendAsync("302 Found", [], $"Location: /end\r\n{headers}"));

    private static string Cookies(string request) =>
        request.Split("\r\n").FirstOrDefault(line => line.StartsWith("Cookie: ", StringComparison.Ordinal))?["Cookie: ".Length..] ?? "";
}
