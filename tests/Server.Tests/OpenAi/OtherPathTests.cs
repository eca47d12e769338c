using System.Net;
using System.Text.Json;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>Paths and methods under those of OpenAI's API that the server does not have. OpenAI's clients read the errors.</summary>
public sealed class OtherPathTests(ServerFixture fixture)
{
    [Theory]
    [InlineData("POST", "/v1/audio/speech", HttpStatusCode.NotFound)]
    [InlineData("GET", "/v1/audio/transcriptions", HttpStatusCode.MethodNotAllowed, "POST")]
    [InlineData("DELETE", "/v1/audio/translations", HttpStatusCode.MethodNotAllowed, "POST")]
    [InlineData("POST", "/v1/realtime/calls", HttpStatusCode.NotFound)]
    [InlineData("GET", "/v1/realtime/client_secrets", HttpStatusCode.MethodNotAllowed, "POST")]
    [InlineData("PUT", "/v1/realtime", HttpStatusCode.MethodNotAllowed, "CONNECT", "GET")]
    public async Task Request_ThatTheServerDoesNotHave_IsRefusedInOpenAisForm(
        string method, string path, HttpStatusCode status, params string[] allowed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await fixture.Server.Http.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(allowed, response.Content.Headers.Allow);
        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(member => member.Name));
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("/v1/audiobooks")]
    [InlineData("/v1/nothing")]
    public async Task Request_ElsewhereThatTheServerDoesNotHave_IsRefusedInItsOwnForm(string path)
    {
        using var response = await fixture.Server.Http.GetAsync(path);

        await Failure.AssertEnvelopeAsync(HttpStatusCode.NotFound, "NOT_FOUND", "NOT_FOUND", response);
    }
}
