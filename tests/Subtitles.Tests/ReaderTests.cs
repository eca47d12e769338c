using System.Text;
using System.Text.Json;
using Transcribe.Subtitles.Formats;
using Transcribe.Subtitles.Layout;

namespace Transcribe.Subtitles.Tests;

/// <summary>Parsers of other projects, and ffmpeg, read the files without errors, and read the texts and times that were written.</summary>
public sealed class ReaderTests : IDisposable
{
    private static readonly IReadOnlyList<Cue>[] Transcripts =
    [
        [],
        Divide("en", Words.Of(
            "When the rain had stopped at last, they went out to look at the river, which had risen since the morning. Nobody had said "
            + "anything about it, and so they stood there for a while without a word: " + new string('x', 130))),
        Divide("zh", SubtitleWords.Of([
            Words.Segment("今天的天气非常好，我们一起去公园散步，然后回家吃晚饭。明天早上再见。", 0, 9, "zh"),
            Words.Segment("「はい」と言った。 한국어도 있습니다 👩‍👩‍👧", 9, 14, "ja")])),
        Divide("ar", SubtitleWords.Of([
            Words.Segment("مرحبا بالعالم، كيف حالك؟", 0, 3, "ar"),
            Words.Segment("e\u0301te\u0301", 3, 4, "fr")])),
        Divide("en", Words.Of("Fish & chips, >> a&b 1 < 2 > 0 -> <- 100% 12 NOTE STYLE WEBVTT 3", 500)),
        Divide("en",
        [
            new(0, 400, "Yes.", false), new(400, 800, "Sure.", true), new(900, 1_500, "No.", true), new(4_900, 5_500, "Ah.", true),
        ]),
        [new(0, 1, [[new(0, 1, "12", false)]]), new(35_999_999, 36_000_001, [[new(35_999_999, 36_000_001, "noon", false)]])],
    ];

    // What ffmpeg takes for tags, because SRT has no escapes.
    private static readonly IReadOnlyList<Cue>[] Hostile =
    [
        Divide("en", Words.Of("a --> b <i>c</i> <v Eve> &amp; &lt;b&gt; <00:01.000> {\\an8} \\N <u> -->", 500)),
        Divide("en", [new(0, 1_000, "1 < 2", false), new(1_000, 2_000, "line\nline\r\n\nline", false)]),
    ];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Vtt_IsReadAsWritten() => AssertReadAsync(
        "vtt",
        cues => VttFormat.Write(cues, Highlight.None),
        cues => cues.Select(cue => new ReadCue(cue.Start, cue.End, Text(cue), [])));

    [Fact]
    public Task Vtt_Karaoke_HasTheTimesOfTheWords() => AssertReadAsync(
        "vtt",
        cues => VttFormat.Write(cues, Highlight.Karaoke),
        cues => cues.Select(cue => new ReadCue(cue.Start, cue.End, Text(cue), TimesWithin(cue))));

    [Fact]
    public Task Vtt_Underline_HasACueForEachWord() => AssertReadAsync(
        "vtt",
        cues => VttFormat.Write(cues, Highlight.Underline),
        cues => cues.SelectMany(cue => Underlined.Of(cue, word => OneLine(word.Text)).Select(
            part => new ReadCue(part.Start, part.End, Text(cue), []))));

    [Fact]
    public Task Srt_IsReadAsWritten() => AssertReadAsync(
        "srt",
        cues => SrtFormat.Write(cues, Highlight.None),
        cues => cues.Select(cue => new ReadCue(
            cue.Start, cue.End, Text(cue).Replace("-->", "->", StringComparison.Ordinal), [])));

    [Fact]
    public async Task Ffmpeg_OfSrt_WritesTheSameSrt()
    {
        foreach (var cues in Transcripts)
            await AssertConvertedAsync("srt", SrtFormat.Write(cues, Highlight.None), cues);
    }

    [Theory]
    [InlineData(Highlight.None)]
    [InlineData(Highlight.Karaoke)]
    public async Task Ffmpeg_OfVtt_WritesTheSrt(Highlight highlight)
    {
        foreach (var cues in Transcripts)
            await AssertConvertedAsync("vtt", VttFormat.Write(cues, highlight), cues);
    }

    private async Task AssertReadAsync(
        string format, Func<IReadOnlyList<Cue>, string> write, Func<IReadOnlyList<Cue>, IEnumerable<ReadCue>> expect)
    {
        IReadOnlyList<Cue>[] all = [.. Transcripts, .. Hostile];
        string[] paths = [.. all.Select((_, index) => _folder[$"{index}.{format}"])];
        foreach (var (path, cues) in paths.Zip(all))
            await File.WriteAllTextAsync(path, write(cues));

        var read = JsonElement.Parse(await NodeScript.RunAsync("subtitles.mjs", paths));

        Assert.Equal(all.Length, read.GetArrayLength());
        foreach (var (file, cues) in read.EnumerateArray().Zip(all))
        {
            Assert.Equal("[]", file.GetProperty("errors").GetRawText());
            Assert.Equal(
                expect(cues).Select(cue => JsonSerializer.Serialize(cue, JsonSerializerOptions.Web)),
                file.GetProperty("cues").Deserialize<ReadCue[]>(JsonSerializerOptions.Web)!
                    .Select(cue => JsonSerializer.Serialize(cue, JsonSerializerOptions.Web)));
        }
    }

    private async Task AssertConvertedAsync(string format, string written, IReadOnlyList<Cue> expected)
    {
        var path = _folder[$"in.{format}"];
        await File.WriteAllTextAsync(path, written);

        // ffmpeg finds no format in an empty file.
        var converted = written.Length == 0 ? [] : await FfmpegTool.RunAsync("-i", path, "-f", "srt", "-");

        // It ends the lines within a cue with \r\n, and the others with \n.
        Assert.Equal(SrtFormat.Write(expected, Highlight.None), Encoding.UTF8.GetString(converted).ReplaceLineEndings("\n"));
    }

    private static IReadOnlyList<Cue> Divide(string language, IEnumerable<SubtitleWord> words) =>
        CueLayout.Divide(words, language, new SubtitleOptions());

    private static string Text(Cue cue) => string.Join('\n', cue.Lines.Select(line => OneLine(Cue.Text(line))));

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static long[] TimesWithin(Cue cue) =>
        [.. cue.Lines.SelectMany(line => line).Select(word => word.Start).Where(start => start > cue.Start && start < cue.End)];

    private sealed record ReadCue(long Start, long End, string Text, long[] Words);
}
