using System.Net;
using System.Text;
using CsCheck;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Errors;

/// <summary>Damaged header fields.</summary>
public sealed class HeaderFuzzTests(ServerFixture fixture) : IDisposable
{
    private const int Posts = 300;

    // Each field, its value, and a path whose endpoint reads it.
    private static readonly (string Name, string Value, string Path)[] Fields =
    [
        ("Content-Type", "multipart/form-data; boundary=\"x\"; charset=utf-8", "/v1/audio/transcriptions"),
        ("Content-Type", "multipart/form-data; boundary*=utf-8''x", "/v1/transcribe"),
        ("Content-Type", "application/json; charset=\"utf-16\"", "/v1/transcribe"),
        ("Content-Type", "application/vnd.x+json; charset=iso-8859-1; q=0.5", "/generate"),
        ("Accept", "text/event-stream;q=0.5, application/json;q=0.1, */*", "/v1/transcribe:stream"),
        ("Accept-Encoding", "br;q=0.5, gzip, *;q=0", "/v1/transcribe"),
        ("Content-Encoding", "gzip, identity", "/v1/transcribe"),
        ("Prefer", "respond-async; wait=10, handling=\"lenient\"", "/generate"),
        ("X-Inference-Timeout-Seconds", "12.5", "/generate"),
        ("Grpc-Timeout", "100S", "/v1/transcribe"),
        ("Request-Timeout", "10.5", "/v1/transcribe"),
        ("X-Request-Id", "3f0c2a-00_9", "/v1/transcribe"),
        ("Authorization", "Bearer a.b.c", "/v1/transcribe"),
        ("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "/v1/transcribe"),
        ("Tracestate", "a=1,b@c=2", "/v1/transcribe"),
        ("Baggage", "a=1;p=2,b=%20", "/v1/transcribe"),
        ("Origin", "https://example.com:443", "/v1/transcribe"),
        ("Cookie", "a=b; c=\"d\"", "/v1/transcribe"),
        ("Host", "[::1]:8989", "/v1/transcribe"),
    ];

    private static readonly Gen<(string Name, string Value, string Path)> Damaged =
        from index in Gen.Int[0, Fields.Length - 1]
        from bytes in Mutations.Of(Encoding.Latin1.GetBytes(Fields[index].Value))
        select Fields[index] with { Value = Sendable(bytes) };

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
    });

    [Fact]
    public async Task Post_DamagedField_IsNeverAnInternalError() =>
        await Damaged.SampleAsync(
            async field =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(fixture.Server.Address, field.Path))
                {
                    Content = new ByteArrayContent("--x--\r\n"u8.ToArray()) { Headers = { { "Content-Type", "application/json" } } },
                };
                if (!request.Headers.TryAddWithoutValidation(field.Name, field.Value))
                {
                    // It is a field of the content.
                    request.Content.Headers.Remove(field.Name);
                    request.Content.Headers.TryAddWithoutValidation(field.Name, field.Value);
                }
                using var response = await _http.SendAsync(request);
                Assert.True(
                    response.StatusCode < HttpStatusCode.InternalServerError,
                    $"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            },
            iter: Mutations.Count(Posts),
            threads: 2,
            print: field => $"{field.Name}: {field.Value} at {field.Path}");

    public void Dispose() => _http.Dispose();

    // A client sends neither the end of a line nor a zero.
    private static string Sendable(byte[] bytes) =>
        Encoding.Latin1.GetString([.. bytes.Where(value => value is not (0 or (byte)'\r' or (byte)'\n'))]);
}
