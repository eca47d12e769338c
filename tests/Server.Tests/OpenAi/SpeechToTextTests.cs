using System.Text.Json;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>Microsoft.Extensions.AI's client of speech to text works with the server.</summary>
public sealed class SpeechToTextTests(ServerFixture fixture)
{
    [Fact]
    public async Task Client_AllCalls_GetTextsTimesAndUpdates()
    {
        var output = await DotnetClient.RunAsync(
            "SpeechToText", fixture.Server.Address.ToString(), Repository.Sample(Samples.English.File), TestServer.Model);

        var got = JsonElement.Parse(output);
        var text = got.GetProperty("simple").GetString()!;
        Samples.English.AssertHeardIn(text);
        var verbose = got.GetProperty("verbose");
        Assert.Equal(text, verbose.GetProperty("Text").GetString());
        Assert.InRange(verbose.GetProperty("StartTime").Deserialize<TimeSpan>(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.InRange(verbose.GetProperty("EndTime").Deserialize<TimeSpan>(), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(8));
        Assert.NotEmpty(got.GetProperty("translated").GetString()!);
        var updates = got.GetProperty("updates").EnumerateArray().ToList();
        Assert.True(updates.Count > 2);
        Assert.All(updates.SkipLast(1), update => Assert.Equal("textupdated", update.GetProperty("Kind").GetString()));
        Assert.Equal("sessionclose", updates[^1].GetProperty("Kind").GetString());
        Assert.Equal(text, string.Concat(updates.Select(update => update.GetProperty("Text").GetString())));
        Assert.Equal(404, got.GetProperty("unknown").GetInt32());
    }
}
