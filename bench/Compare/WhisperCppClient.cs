using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Transcribe.Bench.Load;

namespace Transcribe.Bench.Compare;

/// <summary>
/// Calls the whisper.cpp server with English, greedy decoding at temperature 0, and no fallback. Word timestamps, which that server
/// computes by default, and the text of the previous window, which it decodes again as a prompt for each window, are disabled, as in the
/// service.
/// </summary>
internal sealed class WhisperCppClient : ITranscribeClient
{
    private readonly HttpClient _http;
    private readonly byte[] _audio;
    private readonly TimeSpan _duration;
    private readonly (string Name, string Value)[] _fields;

    /// <param name="target">The server.</param>
    /// <param name="audio">The audio as a WAV file.</param>
    /// <param name="duration">The duration of the audio, which the response of the server does not contain.</param>
    /// <param name="audioContext">The number of encoder positions of 20 ms; 0 for all 1500.</param>
    public WhisperCppClient(Uri target, byte[] audio, TimeSpan duration, int audioContext)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = target, Timeout = Timeout.InfiniteTimeSpan };
        (_audio, _duration) = (audio, duration);
        _fields =
        [
            ("response_format", "json"),
            ("language", "en"),
            ("temperature", "0"),
            ("temperature_inc", "0"), // no fallback
            ("token_timestamps", "false"),
            ("max_context", "0"), // tokens of earlier windows
            ("audio_ctx", audioContext.ToString(CultureInfo.InvariantCulture)),
        ];
    }

    public async Task<CallAnswer> TranscribeAsync(Action<TimeSpan> onSegment, CancellationToken cancellationToken)
    {
        try
        {
            using var form = Form();
            using var response = await _http.PostAsync("/inference", form, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new CallFailedException(((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
            using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            return answer.RootElement.TryGetProperty("text", out var text)
                ? new CallAnswer(_duration, text.GetString()!)
                : throw new CallFailedException("no text");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            throw new CallFailedException("broken", exception);
        }
    }

    public void Dispose() => _http.Dispose();

    private MultipartFormDataContent Form()
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in _fields)
            form.Add(new StringContent(value), Quoted(name));
        var file = new ByteArrayContent(_audio);
        file.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        form.Add(file, Quoted("file"), Quoted("audio.wav"));
        return form;
    }

    // The parser of the server requires the quotes that .NET omits.
    private static string Quoted(string text) => $"\"{text}\"";
}
