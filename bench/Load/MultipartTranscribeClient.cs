using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Transcribe.Bench.Load;

/// <summary>Calls the service over HTTP/1.1 with a form, as clients of OpenAI's API do.</summary>
internal sealed class MultipartTranscribeClient(Uri target, byte[] audio) : ITranscribeClient
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = target,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async Task<CallAnswer> TranscribeAsync(Action<TimeSpan> onSegment, CancellationToken cancellationToken)
    {
        try
        {
            using var file = new ByteArrayContent(audio);
            file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            using var form = new MultipartFormDataContent
            {
                { file, "file", "audio" },
                { new StringContent("verbose_json"), "response_format" },
            };
            using var response = await _http.PostAsync("/v1/audio/transcriptions", form, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new CallFailedException(((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return new CallAnswer(
                TimeSpan.FromSeconds(answer.RootElement.GetProperty("duration").GetDouble()),
                answer.RootElement.GetProperty("text").GetString()!);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            throw new CallFailedException("broken", exception);
        }
    }

    public void Dispose() => _http.Dispose();
}
