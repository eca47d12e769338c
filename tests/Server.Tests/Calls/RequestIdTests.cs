using Grpc.Core;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Calls;

public sealed class RequestIdTests(ServerFixture fixture)
{
    private const string Header = "x-request-id";

    [Fact]
    public async Task Grpc_CallerGivesId_IsEchoedInHeaderAndAnswer()
    {
        var request = new TranscribeRequest { Content = Samples.English.Content };
        using var call = fixture.Server.Client.TranscribeAsync(request, new Metadata { { Header, "order-66/a" } });
        Assert.Equal("order-66/a", (await call.ResponseHeadersAsync).GetValue(Header));
        Assert.Equal("order-66/a", (await call.ResponseAsync).RequestId);
    }

    [Fact]
    public async Task Http_CallerGivesNone_OneIsMade()
    {
        using var first = await fixture.Server.Http.GetAsync("/health");
        using var second = await fixture.Server.Http.GetAsync("/health");
        var ids = new[] { first, second }.Select(response => response.Headers.GetValues(Header).Single()).ToArray();
        Assert.All(ids, id => Assert.True(Guid.TryParse(id, out _)));
        Assert.NotEqual(ids[0], ids[1]);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("<script>")]
    [InlineData("129")]
    public async Task Http_CallerGivesWhatDoesNotBelongInALog_IsReplaced(string id)
    {
        if (id == "129")
            id = new string('a', 129);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.TryAddWithoutValidation(Header, id);
        using var response = await fixture.Server.Http.SendAsync(request);
        Assert.True(Guid.TryParse(response.Headers.GetValues(Header).Single(), out _));
    }

    [Fact]
    public async Task Failure_AnyCall_CarriesIt()
    {
        using var response = await fixture.Server.Http.PostAsync("/v1/transcribe", "{}", (Header, "abc"));
        Assert.Equal("abc", response.Headers.GetValues(Header).Single());
    }
}
