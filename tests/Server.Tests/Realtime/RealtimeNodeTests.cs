using System.Text.Json;
using Transcribe.Server.Tests.Hosting;
using static Transcribe.Server.Tests.Realtime.RealtimeClient;

namespace Transcribe.Server.Tests.Realtime;

/// <summary>OpenAI's JavaScript client of Realtime sessions works with the server. It always connects over TLS.</summary>
public sealed class RealtimeNodeTests
{
    private const string Delta = "conversation.item.input_audio_transcription.delta";
    private const string Completed = "conversation.item.input_audio_transcription.completed";

    private static readonly string[] Beginning = ["session.created", "session.updated"];

    [Fact]
    public async Task Sessions_OverTls_TranscribeTurnsOfServerAndClient()
    {
        using var certificate = new TestCertificate();
        using var folder = new TestFolder();
        var speech = await Samples.English.ConvertAsync(1, "-f", "s16le", "-ar", "24000", "-ac", "1");
        await File.WriteAllBytesAsync(folder["speech.pcm"], speech.ToByteArray());
        await using var server = await TestServer.StartAsync(certificate.Setting);

        var output = await NodeScript.RunAsync(
            "realtime.mjs",
            [server.Address.ToString(), folder["speech.pcm"]],
            [("NODE_EXTRA_CA_CERTS", certificate.PublicPath)]);

        var got = JsonElement.Parse(output);
        Assert.StartsWith("ek_", Text(got.GetProperty("key"), "value"), StringComparison.Ordinal);
        Assert.Equal("transcription", Text(got.GetProperty("key").GetProperty("session"), "type"));
        var beta = got.GetProperty("beta");
        Assert.StartsWith("ek_", Text(beta.GetProperty("client_secret"), "value"), StringComparison.Ordinal);
        Assert.Equal("g711_ulaw", Text(beta, "input_audio_format"));
        Assert.Equal("en", Text(beta.GetProperty("input_audio_transcription"), "language"));
        Assert.Equal(
            """
            {"name":"Error","status":404,"code":"model_not_found","param":"session.audio.input.transcription.model",
            "type":"invalid_request_error"}
            """.ReplaceLineEndings(""),
            got.GetProperty("refusal").GetRawText());
        var serverVad = got.GetProperty("serverVad").EnumerateArray().ToList();
        Assert.Equal(
            [
                .. Beginning, "input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped", "input_audio_buffer.committed",
                "conversation.item.added", "conversation.item.done", Completed,
            ],
            serverVad.Select(Type).Where(type => type != Delta));
        AssertTranscript(serverVad);
        var manual = got.GetProperty("manual").EnumerateArray().ToList();
        Assert.Equal(
            [
                .. Beginning, "error", "error",
                "input_audio_buffer.committed", "conversation.item.added", "conversation.item.done", Completed,
            ],
            manual.Select(Type).Where(type => type != Delta));
        AssertTranscript(manual);
        AssertError("input_audio_buffer_commit_empty", null, manual[2], "too-early");
        AssertError("unsupported_event", "type", manual[3], "not-here");
        Assert.Equal(
            ["OpenAIRealtimeError", "OpenAIRealtimeError"],
            got.GetProperty("errors").EnumerateArray().Select(error => Text(error, "name")));
    }

    private static void AssertTranscript(List<JsonElement> events)
    {
        var transcript = Text(events[^1], "transcript");
        Samples.English.AssertHeardIn(transcript);
        Assert.Equal(transcript, string.Concat(events.Where(e => Type(e) == Delta).Select(e => Text(e, "delta"))));
        Assert.Equal(
            transcript, string.Concat(events[^1].GetProperty("logprobs").EnumerateArray().Select(token => Text(token, "token"))).Trim());
    }
}
