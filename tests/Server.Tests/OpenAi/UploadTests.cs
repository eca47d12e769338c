using System.Text.Json;
using Transcribe.Server.Tests.Hosting;
using static Transcribe.Server.Tests.OpenAi.RawForm;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>Forms as clients write them, and broken ones.</summary>
public sealed class UploadTests(ServerFixture fixture)
{
    private const string Plain = "----form";
    private const string PlainType = $"multipart/form-data; boundary={Plain}";
    private const string File = "form-data; name=\"file\"; filename=\"a.wav\"";

    // As OpenAI's .NET client writes them: 70 characters, which need quotes.
    private const string Quoted = "0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZ=abcdefghijklmnopqrstuvwxyz012345";

    [Theory]
    [InlineData(Plain, PlainType, File)]
    [InlineData(Plain, PlainType, "form-data; name=file; filename=a.wav; filename*=utf-8''a.wav")]
    [InlineData(Plain, PlainType, "form-data; name=\"file\"; filename*=UTF-8''na%C3%AFve%20%E6%97%A5.mp3")]
    [InlineData(Plain, PlainType, "form-data; name=\"file\"; filename=\"naïve \\\"日\\\".mp3\"")]
    [InlineData(Plain, PlainType, "form-data; name=\"file\"; filename=\"../../etc/passwd\"")]
    [InlineData(Plain, PlainType, "form-data; name=\"file\"")]
    [InlineData(Plain, PlainType, "form-data; name=file; filename*")]
    [InlineData(Plain, PlainType, "form-data; name=file; filename")]
    [InlineData(Plain, PlainType, "form-data; name=file; filename=\"=?none?B?%?=\"; filename*=none'%zz")]
    [InlineData(Plain, PlainType, "form-data; name=\"audio\"; filename=\"\"")]
    [InlineData(Plain, $"Multipart/Form-Data;boundary=\"{Plain}\"; charset=utf-8", File)]
    [InlineData(Quoted, $"multipart/form-data; boundary=\"{Quoted}\"", File)]
    public async Task Form_OfAnyClient_IsRead(string boundary, string contentType, string disposition)
    {
        foreach (var isChunked in new[] { false, true })
        {
            byte[] body =
            [
                .. Part(boundary, disposition, FormPost.English),
                .. Part(boundary, "form-data; name=\"response_format\"\r\nContent-Type: text/plain; charset=utf-8", "verbose_json"),
                .. Part(boundary, "form-data; name=model", "whisper-1"),
                .. End(boundary),
            ];

            var (status, answer) = await fixture.Server.Http.PostRawAsync(contentType, body, isChunked);

            Assert.True(status == 200, answer);
            Samples.English.AssertHeardIn(JsonElement.Parse(answer).GetProperty("text").GetString()!);
            Assert.Equal("english", JsonElement.Parse(answer).GetProperty("language").GetString());
        }
    }

    [Theory]
    [InlineData(null, "must be multipart/form-data")]
    [InlineData("application/json", "must be multipart/form-data")]
    [InlineData("multipart/form-data", "must name the boundary")]
    [InlineData("multipart/form-data; boundary=\"\"", "must name the boundary")]
    [InlineData("multipart/form-data; boundary=other", "ends before the last boundary")]
    public async Task Form_WithoutItsBoundary_IsRefused(string? contentType, string message) =>
        await AssertRefusedAsync(contentType, [.. Part(Plain, File, "x"), .. End(Plain)], message);

    [Fact]
    public async Task Form_WithAVeryLongBoundary_IsRefused() => await AssertRefusedAsync(
        $"multipart/form-data; boundary={new string('b', 201)}", End(new string('b', 201)), "must name the boundary");

    [Fact]
    public async Task Form_ThatEndsEarly_IsRefused()
    {
        byte[] body = [.. Part(Plain, File, FormPost.English), .. End(Plain)];
        foreach (var length in new[] { 0, 5, 60, body.Length / 2, body.Length - 8 })
            await AssertRefusedAsync(PlainType, body[..length], "ends before the last boundary");
    }

    [Fact]
    public async Task Form_WithTwoFiles_IsRefused() => await AssertRefusedAsync(
        PlainType, [.. Part(Plain, File, "x"), .. Part(Plain, File, "y"), .. End(Plain)], "more than one file");

    [Theory]
    [InlineData("form-data")]
    [InlineData("form-data; filename=a.wav")]
    [InlineData("form-data; name")]
    [InlineData("form-data; name; filename=a.wav")]
    [InlineData("nonsense;;;=")]
    public async Task Form_WithAPartWithoutAName_IsRefused(string disposition) =>
        await AssertRefusedAsync(PlainType, [.. Part(Plain, disposition, "x"), .. End(Plain)], "has no name");

    [Fact]
    public async Task Form_WithALongText_IsRefused() => await AssertRefusedAsync(
        PlainType,
        [.. Part(Plain, "form-data; name=prompt", new string('p', 40_000)), .. Part(Plain, "form-data; name=x", new string('x', 40_000))],
        "at most 65536 bytes of text");

    [Fact]
    public async Task Form_WithManyFields_IsRefused() => await AssertRefusedAsync(
        PlainType,
        [.. Enumerable.Range(0, 201).SelectMany(number => Part(Plain, $"form-data; name=f{number}", "x")), .. End(Plain)],
        "at most 200 fields");

    [Fact]
    public async Task Form_WithoutAudio_IsRefused() =>
        await AssertRefusedAsync(PlainType, [.. Part(Plain, "form-data; name=model", "whisper-1"), .. End(Plain)], "no part `file`");

    [Fact]
    public async Task Form_WithAUrl_FetchesIt()
    {
        using var files = FormPost.Form(file: null, ("url", fixture.Files.Sample(Samples.English.File)));

        var answer = await fixture.Server.Http.PostFormForJsonAsync(FormPost.Transcriptions, files);

        Samples.English.AssertHeardIn(answer.GetProperty("text").GetString()!);
    }

    private async Task AssertRefusedAsync(string? contentType, byte[] body, string message)
    {
        var (status, answer) = await fixture.Server.Http.PostRawAsync(contentType, body);

        Assert.True(status == 400, $"{status}: {answer}");
        var error = JsonElement.Parse(answer).GetProperty("error");
        Assert.Contains(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
