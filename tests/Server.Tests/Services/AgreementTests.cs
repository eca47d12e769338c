using System.Text.Json;
using Google.Protobuf;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Services;

/// <summary>The same audio gives the same answer in every call, also beside other requests.</summary>
public sealed class AgreementTests(ServerFixture fixture)
{
    private static readonly TranscribeRequest Request = new()
    {
        Content = Samples.English.Content,
        Config = new TranscriptionConfig { EnableWordTimestamps = true, EnableTokens = true },
    };

    [Fact]
    public async Task EveryCall_SameAudio_GivesTheSameSegments()
    {
        var whole = await fixture.Server.Client.TranscribeAsync(Request);
        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe", Request);
        Assert.Equal(whole.Segments, JsonParser.Default.Parse<TranscribeResponse>(await response.Content.ReadAsStringAsync()).Segments);

        using var stream = await fixture.Server.Http.PostAsync("/v1/transcribe:stream", Request);
        var lines = (await stream.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var events = lines.Select(JsonParser.Default.Parse<TranscribeStreamResponse>);
        Assert.Equal(whole.Segments, events.SkipLast(1).Select(item => item.Segment));

        var url = fixture.Files.Sample(Samples.English.File);
        using var generated = await fixture.Server.Http.PostAsync("/generate", new GenerateRequest { Url = url });
        Assert.Equal(
            whole.Text, JsonDocument.Parse(await generated.Content.ReadAsStringAsync()).RootElement.GetProperty("result").GetString());
        Assert.Equal(whole.Text, (await fixture.Server.Client.GenerateAsync(new GenerateRequest { Url = url })).Result);
    }

    [Fact]
    public async Task Clip_AmongSevenOthers_IsHeardAsAlone()
    {
        var alone = await AskAsync(Request);
        var others = Enumerable.Range(0, 7).Select(number => AskAsync(new TranscribeRequest
        {
            Content = Samples.All[number % Samples.All.Count].Content,
            Config = new TranscriptionConfig { Prompt = number % 2 == 0 ? "" : "one two three" },
        }));
        var answers = await Task.WhenAll(others.Prepend(AskAsync(Request)));
        Assert.Equal(alone, answers[0]);
    }

    private async Task<TranscribeResponse> AskAsync(TranscribeRequest request)
    {
        var response = await fixture.Server.Client.TranscribeAsync(request);
        response.Timings = null;
        response.RequestId = "";
        return response;
    }
}
