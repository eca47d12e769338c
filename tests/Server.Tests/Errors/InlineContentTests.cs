using System.Text;
using System.Text.Json;
using Grpc.Core;
using Transcribe.JsonTranscoding.Inline;

namespace Transcribe.Server.Tests.Errors;

public sealed class InlineContentTests
{
    [Theory]
    [InlineData("""{"content":"AQID"}""", """{"content":"@"}""", "010203")]
    [InlineData("""{ "r" : { "content" : "_-8" , "config" : {} } }""", """{ "r" : { "content" : "@" , "config" : {} } }""", "FFEF")]
    [InlineData("""{"content":"\/\u002B8\u003d"}""", """{"content":"@"}""", "FFEF")]
    [InlineData("""{"content":"AQ I\nD\r\u000aBA=="}""", """{"content":"@"}""", "01020304")]
    [InlineData("""{"uri":"content","x":"\"content\":"}""", """{"uri":"content","x":"\"content\":"}""")]
    [InlineData("""{"content":null,"config":{"prompt":"a \\"}}""", """{"content":null,"config":{"prompt":"a \\"}}""")]
    [InlineData("""{"contents":"AQID","conten":"AQID"}""", """{"contents":"AQID","conten":"AQID"}""")]
    [InlineData("""{"content":"AQ""", """{"content":"@""", "01")]
    [InlineData("""["content", "AQID"]""", """["content", "AQID"]""")]
    [InlineData("""{"content":""}""", """{"content":"@"}""", "")]
    public void Extract_Body_GivesTheRestAndTheAudio(string body, string rest, string? audio = null)
    {
        // However the bytes arrive.
        for (var size = 1; size <= body.Length; size++)
        {
            var (left, content) = Extract(Encoding.UTF8.GetBytes(body), size);

            Assert.Equal(rest, Encoding.UTF8.GetString(left));
            if (audio is not null)
                Assert.Equal(audio, Convert.ToHexString(content.Read().Span));
        }
    }

    [Fact]
    public void Extract_RandomBodies_EqualsTheJsonParser()
    {
        var random = new Random(13);
        for (var i = 0; i < 200; i++)
        {
            var audio = new byte[random.Next(20_000)];
            random.NextBytes(audio);
            var members = new Dictionary<string, object?> { ["content"] = audio, ["note"] = new string('"', random.Next(5)), ["n"] = i };
            var body = JsonSerializer.SerializeToUtf8Bytes(members.OrderBy(_ => random.Next()).ToDictionary());

            var (left, content) = Extract(body, random.Next(1, 5_000));

            var rest = JsonDocument.Parse(left).RootElement;
            Assert.Equal("@", rest.GetProperty("content").GetString());
            Assert.Equal((members["note"], i), (rest.GetProperty("note").GetString(), rest.GetProperty("n").GetInt32()));
            Assert.Equal(audio, content.Read().ToByteArray());
        }
    }

    [Theory]
    [InlineData("A", "`content` is not Base64")]
    [InlineData("@", "`content` is not Base64")]
    [InlineData("""AQ\bD""", "`content` is not Base64")]
    [InlineData("AQ=D", "`content` is not Base64")]
    [InlineData("AQ==AQ==", "`content` is not Base64")]
    [InlineData("""\u00e4AAA""", "`content` is not Base64")]
    [InlineData("data:audio/wav;base64,AQID", "`content` takes the Base64 of the audio alone, without the beginning of a `data:` URI")]
    public void Read_NotBase64_SaysSo(string value, string message)
    {
        var (_, content) = Extract(Encoding.UTF8.GetBytes($$"""{"content":"{{value}}"}"""), 3);

        Assert.Equal(message, Assert.Throws<FormatException>(() => content.Read()).Message);
    }

    [Theory]
    [InlineData("""{"content":"AQID","content":"BA=="}""")]
    [InlineData("""{"content":"","config":{"content":"x"}}""")]
    public void Extract_SecondValue_IsRefused(string body) => Assert.Equal(
        "The request has more than one `content`",
        Assert.Throws<RpcException>(() => Extract(Encoding.UTF8.GetBytes(body), 1)).Status.Detail);

    private static (byte[] Left, InlineContent Content) Extract(byte[] body, int size)
    {
        var content = new InlineContent(spool: null);
        using var rest = new MemoryStream();
        var extractor = new ContentExtractor(content, rest);
        foreach (var piece in body.Chunk(size))
            extractor.Add(piece);
        return (rest.ToArray(), content);
    }
}
