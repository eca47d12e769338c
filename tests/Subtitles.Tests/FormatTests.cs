using Transcribe.Core;
using Transcribe.Subtitles.Formats;

namespace Transcribe.Subtitles.Tests;

/// <summary>The files as players read them.</summary>
public sealed class FormatTests
{
    private static readonly Segment[] Two =
    [
        Words.Segment("Hello there.", 0.5, 2),
        Words.Segment("Fish & <chips> --> yes.", 3_661, 3_663.25),
    ];

    [Fact]
    public void Srt_HasNumbersAndHours() => Assert.Equal(
        "1\n00:00:00,500 --> 00:00:02,000\nHello there.\n\n2\n01:01:01,000 --> 01:01:03,250\nFish & <chips> -> yes.\n\n",
        Write(SubtitleFormat.Srt));

    [Fact]
    public void Vtt_EscapesTheTextAndDropsZeroHours() => Assert.Equal(
        "WEBVTT\n\n00:00.500 --> 00:02.000\nHello there.\n\n01:01:01.000 --> 01:01:03.250\nFish &amp; &lt;chips&gt; --&gt; yes.\n\n",
        Write(SubtitleFormat.Vtt));

    [Fact]
    public void Tsv_HasMilliseconds() =>
        Assert.Equal("start\tend\ttext\n500\t2000\tHello there.\n3661000\t3663250\tFish & <chips> --> yes.\n", Write(SubtitleFormat.Tsv));

    [Fact]
    public void WordThatSpansTwoSegments_IsWrittenOnce()
    {
        Segment[] spoken = [Words.Segment("We walk", 0, 1, "en", At(0, 0.5, "We"), At(0.5, 2, "walking.")), Words.Segment("ing.", 1, 2)];

        Assert.Equal(
            "WEBVTT\n\n00:00.000 --> 00:02.000\nWe walk ing.\n\n", SubtitleWriter.Write(spoken, SubtitleFormat.Vtt, new SubtitleOptions()));
    }

    [Fact]
    public void Text_HasALineForEachSegment() => Assert.Equal("Hello there.\nFish & <chips> --> yes.\n", Write(SubtitleFormat.Text));

    [Theory]
    [InlineData(SubtitleFormat.Tsv, "start\tend\ttext\n0\t1000\tone two three\n")]
    [InlineData(SubtitleFormat.Text, "one\ttwo three\n")]
    public void LineBreakInAText_IsASpace(SubtitleFormat format, string written) =>
        Assert.Equal(written, SubtitleWriter.Write([Words.Segment("one\ttwo\nthree", 0, 1)], format, new SubtitleOptions()));

    [Fact]
    public void NoSegments_AreAnEmptyFile()
    {
        Assert.Equal("", SubtitleWriter.Write([], SubtitleFormat.Srt, new SubtitleOptions()));
        Assert.Equal("WEBVTT\n\n", SubtitleWriter.Write([], SubtitleFormat.Vtt, new SubtitleOptions()));
    }

    [Fact]
    public void Underline_IsACueForEachWordWithoutPauses()
    {
        Segment[] spoken = [Words.Segment("One two.", 0, 3, "en", At(0, 1, "One"), At(2, 3, "two."))];

        Assert.Equal(
            "1\n00:00:00,000 --> 00:00:02,000\n<u>One</u> two.\n\n2\n00:00:02,000 --> 00:00:03,000\nOne <u>two.</u>\n\n",
            SubtitleWriter.Write(spoken, SubtitleFormat.Srt, new SubtitleOptions { Highlight = Highlight.Underline }));
    }

    [Fact]
    public void Karaoke_HasTheTimeOfEachWordAfterTheFirst()
    {
        Segment[] spoken = [Words.Segment("One two.", 0, 3, "en", At(0, 1, "One"), At(2, 3, "two."))];

        Assert.Equal(
            "WEBVTT\n\n00:00.000 --> 00:03.000\n<c>One</c> <00:02.000><c>two.</c>\n\n",
            SubtitleWriter.Write(spoken, SubtitleFormat.Vtt, new SubtitleOptions { Highlight = Highlight.Karaoke }));
    }

    private static Word At(double start, double end, string text) =>
        new(TimeSpan.FromSeconds(start), TimeSpan.FromSeconds(end), text, Confidence: 1);

    private static string Write(SubtitleFormat format) => SubtitleWriter.Write(Two, format, new SubtitleOptions());
}
