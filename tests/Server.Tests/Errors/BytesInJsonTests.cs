using System.Net;
using System.Text.Json;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Errors;

/// <summary>Inline audio in the forms of Base64 that proto3 JSON allows, and in forms that it does not.</summary>
public sealed class BytesInJsonTests(ServerFixture fixture)
{
    private static readonly string Standard = MakeBase64();

    [Theory]
    [InlineData("standard")]
    [InlineData("unpadded")]
    [InlineData("URL-safe")]
    [InlineData("URL-safe, unpadded")]
    [InlineData("escaped")]
    public async Task Transcribe_AFormOfBase64_IsRead(string form)
    {
        var urlSafe = Standard.Replace('+', '-').Replace('/', '_');
        var content = form switch
        {
            "unpadded" => Standard.TrimEnd('='),
            "URL-safe" => urlSafe,
            "URL-safe, unpadded" => urlSafe.TrimEnd('='),
            "escaped" => Standard.TrimEnd('=').Replace("/", "\\/", StringComparison.Ordinal),
            _ => Standard,
        };
        var json = $$"""{"content":"{{content}}"}""";

        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe", json);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, body);
        Samples.English.AssertHeardIn(JsonDocument.Parse(body).RootElement.GetProperty("text").GetString()!);
        using var stream = await fixture.Server.Http.PostAsync("/v1/transcribe:stream", json);
        Assert.True(stream.IsSuccessStatusCode, await stream.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("not base64!")]
    [InlineData("AAAAA")]
    [InlineData("AA=A")]
    [InlineData("AAAA=")]
    [InlineData("ä")]
    public async Task Transcribe_ContentThatIsNotBase64_IsNamed(string content) =>
        Assert.Equal("`content` is not Base64", await FailAsync("/v1/transcribe", $$"""{"content":"{{content}}"}""", "INVALID_REQUEST"));

    [Fact]
    public async Task Transcribe_ADataUri_IsRefusedInWordsThatFit()
    {
        Assert.Equal(
            "`content` takes the Base64 of the audio alone, without the beginning of a `data:` URI",
            await FailAsync("/v1/transcribe", """{"content":"data:audio/wav;base64,AAAA"}""", "INVALID_REQUEST"));
        Assert.Equal(
            "A `data:` URI is not accepted; send the bytes of the audio in the field `content` of Transcribe",
            await FailAsync("/v1/transcribe", """{"uri":"data:audio/wav;base64,AAAA"}""", "URL_NOT_ALLOWED"));
        using var generated = await fixture.Server.Http.PostAsync("/generate", """{"url":"DATA:audio/wav;base64,AAAA"}""");
        Assert.Equal(
            "A `data:` URI is not accepted; send the bytes of the audio in the field `content` of Transcribe",
            await Failure.AssertDetailAsync(HttpStatusCode.BadRequest, generated));
    }

    // With characters in which the alphabets differ, and with padding.
    private static string MakeBase64()
    {
        byte[] audio = [.. Samples.English.Content];
        while (audio.Length % 3 == 0 || !Convert.ToBase64String(audio).Contains('+', StringComparison.Ordinal))
            audio = [.. audio, 0];
        return Convert.ToBase64String(audio);
    }

    private async Task<string> FailAsync(string path, string json, string reason)
    {
        using var response = await fixture.Server.Http.PostAsync(path, json);
        var error = await Failure.AssertEnvelopeAsync(HttpStatusCode.BadRequest, "INVALID_ARGUMENT", reason, response);
        return error.GetProperty("message").GetString()!;
    }
}
