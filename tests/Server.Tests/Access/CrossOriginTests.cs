using System.Net;
using Transcribe.Server.Access;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Access;

public sealed class CrossOriginTests
{
    private const string Allowed = "https://app.example";
    private const string Key = "a-key-of-24-characters-1";

    [Theory]
    [InlineData(Allowed, Allowed)]
    [InlineData("https://evil.example", null)]
    [InlineData("https://app.example.evil.example", null)]
    [InlineData("http://app.example", null)]
    [InlineData("null", null)]
    public async Task Preflight_Origin_IsAllowedIfItIsListed(string origin, string? allowed)
    {
        await using var server = await TestServer.StartAsync(
            $"Transcribe:Access:AllowedOrigins:0={Allowed}", $"Transcribe:Access:Keys:0={Key}");
        var preflight = new HttpRequestMessage(HttpMethod.Options, "/v1/transcribe");
        preflight.Headers.Add("Origin", origin);
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");

        using var response = await server.Http.SendAsync(preflight);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(allowed, Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal(allowed is null ? null : "authorization,content-type", Header(response, "Access-Control-Allow-Headers"));
    }

    [Fact]
    public async Task Call_OfAnAllowedOrigin_CanReadErrorsAndTheRequestId()
    {
        await using var server = await TestServer.StartAsync(
            $"Transcribe:Access:AllowedOrigins:0={Allowed}", $"Transcribe:Access:Keys:0={Key}");
        var call = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        call.Headers.Add("Origin", Allowed);

        using var response = await server.Http.SendAsync(call);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(Allowed, Header(response, "Access-Control-Allow-Origin"));
        var readable = Header(response, "Access-Control-Expose-Headers")!.Split(',');
        Assert.Contains("x-request-id", readable);
        // OpenAI's clients obey them, and this answer has one.
        Assert.Equal(("false", null), (Header(response, "x-should-retry"), Header(response, "retry-after-ms")));
        Assert.Superset(new HashSet<string> { "Retry-After", "retry-after-ms", "x-should-retry" }, readable.ToHashSet());
    }

    [Fact]
    public async Task Call_NoOriginIsListed_GetsNoPermission()
    {
        await using var server = await TestServer.StartAsync();
        var call = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        call.Headers.Add("Origin", Allowed);

        using var response = await server.Http.SendAsync(call);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Null(Header(response, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("https://app.example", true)]
    [InlineData("http://localhost:5173", true)]
    [InlineData("https://app.example/", false)]
    [InlineData("https://app.example/page", false)]
    [InlineData("https://user@app.example", false)]
    [InlineData("app.example", false)]
    [InlineData("*", false)]
    [InlineData("ftp://app.example", false)]
    public void IsOrigin_Text_IsOneAsBrowsersSendIt(string text, bool expected) => Assert.Equal(expected, CrossOrigin.IsOrigin(text));

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}
