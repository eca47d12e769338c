using System.Text;
using CsCheck;
using Transcribe.Server.Tests.Hosting;
using static Transcribe.Server.Tests.OpenAi.RawForm;

namespace Transcribe.Server.Tests.OpenAi;

/// <summary>Damaged forms.</summary>
public sealed class UploadFuzzTests
{
    private const int Posts = 300;
    private const string Boundary = "x";

    private static readonly byte[] Silence = Wav.Join(Pcm.Silence(0.1));

    private static readonly byte[][] Bodies =
    [
        [
            .. Part(Boundary, "form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav", Silence),
            .. Part(Boundary, "form-data; name=\"model\"", "whisper-1"),
            .. Part(Boundary, "form-data; name=\"timestamp_granularities[]\"", "word"),
            .. Part(Boundary, "form-data; name=\"response_format\"", "verbose_json"),
            .. End(Boundary),
        ],
        [
            .. Part(Boundary, "form-data; name=include\r\nContent-Type: application/json", "[\"logprobs\"]"),
            .. Part(Boundary, "form-data; name=chunking_strategy", "{\"type\":\"server_vad\"}"),
            .. Part(Boundary, "form-data; name=stream", "true"),
            .. Part(Boundary, "form-data; name=temperature", "0.2"),
            .. Part(Boundary, "form-data; name=file; filename*=utf-8''a.wav", Silence),
            .. End(Boundary),
        ],
    ];

    [Fact]
    public async Task Post_DamagedForm_IsNeverAnInternalErrorAndLeavesNothingInTheSpool()
    {
        using var spool = new TestFolder();
        await using var server = await TestServer.StartAsync($"Transcribe:Audio:SpoolFolder={spool.Path}");

        await Mutations.Of(Bodies).SampleAsync(
            async body =>
            {
                var (status, answer) = await server.Http.PostRawAsync($"multipart/form-data; boundary={Boundary}", body);
                Assert.True(status is 200 or 400 or 404 or 413, $"{status}: {answer}\n{Encoding.Latin1.GetString(body)}");
            },
            iter: Mutations.Count(Posts),
            threads: 2);

        await Until.TrueAsync(() => new DirectoryInfo(spool.Path).GetDirectories().All(folder => folder.GetFiles().Length == 0));
    }
}
