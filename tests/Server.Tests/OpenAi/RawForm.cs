using System.Text;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>Forms whose bytes the test decides.</summary>
internal static class RawForm
{
    /// <summary>A part with a header line and text.</summary>
    public static byte[] Part(string boundary, string disposition, string text) =>
        Part(boundary, disposition, Encoding.UTF8.GetBytes(text));

    /// <summary>A part with a header line and bytes.</summary>
    public static byte[] Part(string boundary, string disposition, byte[] content) =>
        [.. Encoding.UTF8.GetBytes($"--{boundary}\r\nContent-Disposition: {disposition}\r\n\r\n"), .. content, .. "\r\n"u8];

    /// <summary>The last boundary.</summary>
    public static byte[] End(string boundary) => Encoding.UTF8.GetBytes($"--{boundary}--\r\n");

    /// <summary>Sends bytes with a content type that nothing checks.</summary>
    /// <param name="http">The client.</param>
    /// <param name="contentType">The whole header; null for none.</param>
    /// <param name="body">The body.</param>
    /// <param name="isChunked">Whether the length of the body is not stated.</param>
    public static async Task<(int Status, string Body)> PostRawAsync(
        this HttpClient http, string? contentType, byte[] body, bool isChunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, FormPost.Transcriptions) { Content = new ByteArrayContent(body) };
        if (contentType is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.TransferEncodingChunked = isChunked;
        using var response = await http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
