using System.Buffers.Text;
using System.Globalization;
using System.Net.Http.Headers;
using Google.Protobuf;
using Transcribe.V1;

namespace Transcribe.Bench.Load;

/// <summary>Calls the service over HTTP/1.1 with JSON.</summary>
internal sealed class HttpTranscribeClient : ITranscribeClient
{
    private readonly HttpClient _http;
    private readonly byte[] _body;
    private readonly bool _stream;

    /// <param name="target">The server.</param>
    /// <param name="body">The result of <see cref="Body"/>, shared by all callers.</param>
    /// <param name="stream">Whether segments arrive one by one.</param>
    public HttpTranscribeClient(Uri target, byte[] body, bool stream)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = target, Timeout = Timeout.InfiniteTimeSpan };
        _body = body;
        _stream = stream;
    }

    /// <summary>Creates the JSON request with the audio in base64.</summary>
    public static byte[] Body(byte[] audio)
    {
        var base64 = new byte[Base64.GetMaxEncodedToUtf8Length(audio.Length)];
        Base64.EncodeToUtf8(audio, base64, out _, out _);
        return [.. "{\"content\":\""u8, .. base64, .. "\"}"u8];
    }

    public async Task<CallAnswer> TranscribeAsync(Action<TimeSpan> onSegment, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _stream ? "/v1/transcribe:stream" : "/v1/transcribe")
            {
                Content = new ByteArrayContent(_body),
            };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new CallFailedException(((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
            if (_stream)
                return await ReadLinesAsync(response, onSegment, cancellationToken);
            var answer = TranscribeResponse.Parser.ParseJson(await response.Content.ReadAsStringAsync(cancellationToken));
            return new CallAnswer(answer.Coverage.Audio.ToTimeSpan(), answer.Text);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidProtocolBufferException)
        {
            throw new CallFailedException("broken", exception);
        }
    }

    public void Dispose() => _http.Dispose();

    // Each line is a JSON object; the last is the summary.
    private static async Task<CallAnswer> ReadLinesAsync(
        HttpResponseMessage response, Action<TimeSpan> onSegment, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        TranscribeResponse? summary = null;
        var texts = new List<string>();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            var message = TranscribeStreamResponse.Parser.ParseJson(line);
            if (message.Segment is { } segment)
            {
                onSegment(segment.EndOffset.ToTimeSpan());
                texts.Add(segment.Text);
            }

            summary = message.Summary ?? summary;
        }

        return new CallAnswer(summary?.Coverage.Audio.ToTimeSpan() ?? throw new CallFailedException("no summary"), string.Join(' ', texts));
    }
}
