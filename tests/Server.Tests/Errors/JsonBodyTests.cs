using System.Net;
using System.Text;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Errors;

/// <summary>Bodies under /v1 that break the contract.</summary>
public sealed class JsonBodyTests(ServerFixture fixture)
{
    [Theory]
    [InlineData("", "application/json")]
    [InlineData("null", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("{}", "text/plain")]
    [InlineData("url=http://x", "application/x-www-form-urlencoded")]
    [InlineData("""{"content":7}""", "application/json")]
    [InlineData("""{"config":{"languageCodes":"en"}}""", "application/json")]
    [InlineData("""{"colour":"blue"}""", "application/json")]
    public async Task Transcribe_BodyIsWrong_IsInvalidRequest(string body, string contentType)
    {
        foreach (var path in new[] { "/v1/transcribe", "/v1/transcribe:stream" })
        {
            using var content = new StringContent(body, Encoding.UTF8, contentType);
            using var response = await fixture.Server.Http.PostAsync(path, content);
            await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", response);
        }
    }

    [Theory]
    [InlineData("/v1/transcribe")]
    [InlineData("/v1/transcribe:stream")]
    public async Task Transcribe_CharsetDoesNotExist_IsInvalidRequest(string path)
    {
        using var content = new ByteArrayContent("{}"u8.ToArray()) { Headers = { { "Content-Type", "application/json; charset=bogus" } } };
        using var response = await fixture.Server.Http.PostAsync(path, content);
        await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", "INVALID_REQUEST", response);
    }

    [Theory]
    [InlineData("/v1/operations/none")]
    [InlineData("/v1/operations/none:watch")]
    public async Task Operation_ThatDoesNotExist_Is404(string path)
    {
        using var response = await fixture.Server.Http.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains(
            "\"status\":\"NOT_FOUND\"", (await response.Content.ReadAsStringAsync()).Replace(" ", "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }
}
