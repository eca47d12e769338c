using System.Net;
using System.Text;
using CsCheck;
using Grpc.Core;
using Transcribe.JsonTranscoding.Inline;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Errors;

/// <summary>Damaged JSON bodies.</summary>
public sealed class JsonFuzzTests(ServerFixture fixture)
{
    private const int Posts = 300;

    private static readonly byte[][] Bodies =
    [
        .. new[]
        {
            """{"config":{"languageCodes":["en"],"prompt":"a\"b\\","enableWordTimestamps":true},"content":"AAAA\/w+-"}""",
            """{"content" : "UklGRiQA\nAABXQVZF", "config":{"explicitDecoding":{"encoding":"LINEAR16","sampleRateHertz":8000}}}""",
            """{"\u0063ontent":"@","content":"AAAA","uri":null}""",
            """{"\u0063ontent":"@-1"}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    [Fact]
    public void Extract_DamagedBody_DoesNotDependOnHowTheBytesArrive() => Gen.Select(Mutations.Of(Bodies), Gen.Int[1, 9]).Sample(
        (body, size) => Assert.Equal(Extract(body, body.Length + 1), Extract(body, size)),
        iter: Mutations.Count());

    [Fact]
    public async Task Post_DamagedBody_IsNeverAnInternalError()
    {
        await Mutations.Of(Bodies).SampleAsync(
            async body =>
            {
                using var content = new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } };
                using var response = await fixture.Server.Http.PostAsync("/v1/transcribe", content);
                Assert.True(
                    response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, await response.Content.ReadAsStringAsync());
            },
            iter: Mutations.Count(Posts),
            threads: 2);
    }

    private static string Extract(byte[] body, int size)
    {
        using var content = new InlineContent(spool: null);
        using var rest = new MemoryStream();
        var extractor = new ContentExtractor(content, rest);
        try
        {
            foreach (var piece in body.Chunk(size))
                extractor.Add(piece);
        }
        catch (RpcException second)
        {
            return second.Status.Detail;
        }
        return Encoding.Latin1.GetString(rest.ToArray()) + "|" + Value(content);
    }

    private static string Value(InlineContent content)
    {
        try
        {
            return Convert.ToHexString(content.Read().Span);
        }
        catch (FormatException refused)
        {
            return refused.Message;
        }
    }
}
