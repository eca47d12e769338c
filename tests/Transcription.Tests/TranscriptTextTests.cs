using Transcribe.Core;

namespace Transcribe.Transcription.Tests;

public sealed class TranscriptTextTests
{
    [Theory]
    [InlineData("one two", "three.", "one two three.")]
    [InlineData("今天天气", "很好", "今天天气很好")]
    [InlineData("今日は。", "いい天気です", "今日は。いい天気です")]
    [InlineData("ありがとう！", "「カタカナ」", "ありがとう！「カタカナ」")]
    [InlineData("สวัสดี", "ครับ", "สวัสดีครับ")]
    [InlineData("ສະບາຍດີ", "ຂອບໃຈ", "ສະບາຍດີຂອບໃຈ")]
    [InlineData("𠮷野", "𠮷田", "𠮷野𠮷田")]
    [InlineData("안녕하세요", "감사합니다", "안녕하세요 감사합니다")]
    [InlineData("你好", "hello", "你好 hello")]
    [InlineData("привет", "мир", "привет мир")]
    public void Join_TwoSegments_JoinsThemAsTheirScriptIsWritten(string first, string second, string expected) =>
        Assert.Equal(expected, TranscriptText.Join([first, second]));

    [Fact]
    public void Join_EmptyTexts_LeavesThemOut() => Assert.Equal("one two", TranscriptText.Join(["", "one", " ", "two", ""]));

    [Fact]
    public void Join_Nothing_IsEmpty() => Assert.Equal("", TranscriptText.Join([]));
}
