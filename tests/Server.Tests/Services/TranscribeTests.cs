using System.Net;
using System.Text.Json;
using Google.Protobuf;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Services;

public sealed class TranscribeTests(ServerFixture fixture)
{
    public static TheoryData<string> Languages => [.. Samples.All.Select(sample => sample.Language!)];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Transcribe_SpeechInline_IsTextWithTimes(string language)
    {
        var sample = Samples.All.Single(sample => sample.Language == language);
        var response = await fixture.Server.Client.TranscribeAsync(new TranscribeRequest { Content = sample.Content });

        sample.AssertHeardIn(response.Text);
        Assert.Equal(language, response.LanguageCode);
        Assert.Equal(response.Text, string.Join(' ', response.Segments.Select(segment => segment.Text)));
        Assert.Equal(Enumerable.Range(0, response.Segments.Count), response.Segments.Select(segment => segment.Index));
        Assert.All(response.Segments, segment =>
        {
            Assert.True(segment.StartOffset.ToTimeSpan() < segment.EndOffset.ToTimeSpan());
            Assert.Empty(segment.Words);
        });
        var coverage = response.Coverage;
        Assert.InRange(coverage.Audio.ToTimeSpan().TotalSeconds, 3, 30);
        Assert.Equal(coverage.Audio, coverage.Transcribed + coverage.Suppressed + coverage.Silent);
        Assert.True(response.Timings.RealTimeFactor > 0);
        Assert.NotEmpty(response.RequestId);
    }

    [Fact]
    public async Task Transcribe_SpeechByUrlWithWords_HasTheirTimes()
    {
        var config = new TranscriptionConfig { EnableWordTimestamps = true, LanguageCodes = { "en" } };
        var request = new TranscribeRequest { Uri = fixture.Files.Sample(Samples.English.File), Config = config };
        var response = await fixture.Server.Client.TranscribeAsync(request);
        Samples.English.AssertHeardIn(response.Text);
        Assert.All(response.Segments, segment => Assert.NotEmpty(segment.Words));
    }

    [Fact]
    public async Task Transcribe_WithTokens_HasTheEvidenceOfTheModel()
    {
        var config = new TranscriptionConfig { EnableTokens = true };
        var response = await fixture.Server.Client.TranscribeAsync(
            new TranscribeRequest { Content = Samples.English.Content, Config = config });

        Assert.All(response.Segments, segment =>
        {
            Assert.True(segment.HasAverageLogProbability && segment.AverageLogProbability < 0);
            Assert.True(segment.CompressionRatio > 0);
            Assert.True(segment.HasTemperature);
            Assert.InRange(segment.LanguageProbability, 0.5f, 1);
            Assert.True(segment.WindowOffset.ToTimeSpan() <= segment.StartOffset.ToTimeSpan());
            Assert.Equal(
                segment.Text,
                ByteString.CopyFrom([.. segment.Tokens.SelectMany(token => token.Utf8)]).ToStringUtf8().Trim());
        });
    }

    [Fact]
    public async Task TranscribeStream_Speech_SendsTheSameSegmentsAndThenTheSummary()
    {
        var request = new TranscribeRequest { Content = Samples.English.Content };
        var whole = await fixture.Server.Client.TranscribeAsync(request);
        var events = await ReadAllAsync(request);

        Assert.Equal(whole.Segments, events.SkipLast(1).Select(item => item.Segment));
        var summary = events[^1].Summary;
        Assert.Empty(summary.Text);
        Assert.Empty(summary.Segments);
        Assert.Equal((whole.LanguageCode, whole.Coverage), (summary.LanguageCode, summary.Coverage));
        Assert.NotEmpty(summary.RequestId);
    }

    [Fact]
    public async Task TranscribeStream_Silence_IsTheSummaryAlone()
    {
        var events = await ReadAllAsync(new TranscribeRequest { Content = ByteString.CopyFrom(Wav.Join(Pcm.Silence(5))) });
        Assert.Equal(5, Assert.Single(events).Summary.Coverage.Audio.ToTimeSpan().TotalSeconds, 0.01);
    }

    [Fact]
    public async Task TranscribeOverJson_Speech_IsProto3Json()
    {
        using var response = await fixture.Server.Http.PostAsync(
            "/v1/transcribe", new TranscribeRequest { Content = Samples.English.Content });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await response.Content.ReadAsStringAsync();
        Samples.English.AssertHeardIn(JsonParser.Default.Parse<TranscribeResponse>(body).Text);
        var segment = JsonDocument.Parse(body).RootElement.GetProperty("segments")[0];
        Assert.Matches(@"^\d+(\.\d+)?s$", segment.GetProperty("endOffset").GetString()!);
        Assert.Equal(0, segment.GetProperty("index").GetInt32());
    }

    [Fact]
    public async Task TranscribeStreamOverJson_Speech_IsOneObjectALine()
    {
        using var response = await fixture.Server.Http.PostStreamAsync(
            "/v1/transcribe:stream", new TranscribeRequest { Content = Samples.English.Content });
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var events = lines.Select(JsonParser.Default.Parse<TranscribeStreamResponse>).ToArray();
        Assert.True(events.Length >= 2);
        Assert.All(events[..^1], item => Assert.NotNull(item.Segment));
        Assert.NotNull(events[^1].Summary);
    }

    [Fact]
    public async Task Generate_SpeechByUrl_IsTheTextAlone()
    {
        using var response = await fixture.Server.Http.PostAsync(
            "/generate", $$"""{"url":"{{fixture.Files.Sample(Samples.English.File)}}"}""");
        var property = Assert.Single(JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.EnumerateObject());
        Assert.Equal("result", property.Name);
        Samples.English.AssertHeardIn(property.Value.GetString()!);
    }

    [Fact]
    public async Task Samples_FolderIsSet_AreServed()
    {
        using var response = await fixture.Server.Http.GetAsync($"/samples/{Samples.English.File}");
        Assert.Equal(Samples.English.Content, ByteString.CopyFrom(await response.Content.ReadAsByteArrayAsync()));
    }

    [Fact]
    public async Task ListModels_BundledModel_SaysWhatItCanDo()
    {
        var model = Assert.Single((await fixture.Server.Client.ListModelsAsync(new ListModelsRequest())).Models);
        Assert.True(model.IsDefault && model.Loaded && model.Multilingual);
        Assert.Equal(["de", "en", "es", "fr"], model.LanguageCodes.Order());
        Assert.Equal(TestServer.Model, model.Name);
        using var response = await fixture.Server.Http.GetAsync("/v1/models");
        Assert.Equal(model, Assert.Single(JsonParser.Default.Parse<ListModelsResponse>(await response.Content.ReadAsStringAsync()).Models));
    }

    private async Task<List<TranscribeStreamResponse>> ReadAllAsync(TranscribeRequest request)
    {
        using var call = fixture.Server.Client.TranscribeStream(request);
        var events = new List<TranscribeStreamResponse>();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            events.Add(call.ResponseStream.Current);
        return events;
    }
}
