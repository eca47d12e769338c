using Google.Protobuf;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.Subtitles;
using Transcribe.Subtitles.Formats;
using Transcribe.V1;
using FileFormat = Transcribe.Subtitles.Formats.SubtitleFormat;
using ProtoFormat = Transcribe.V1.SubtitleFormat;
using Segment = Transcribe.Core.Segment;

namespace Transcribe.Server.Mapping;

/// <summary>The subtitles that a request asks for.</summary>
/// <param name="Format">Their format.</param>
/// <param name="Options">Their layout.</param>
internal sealed record SubtitleMapping(FileFormat Format, SubtitleOptions Options)
{
    /// <summary>The subtitles of a request to transcribe; null if it asks for none.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with the field's violation.</exception>
    public static SubtitleMapping? Of(TranscribeRequest request) => request.SubtitleFormat == ProtoFormat.Unspecified
        ? null
        : new SubtitleMapping(ToFormat(request.SubtitleFormat, "subtitle_format"), ToOptions(request.SubtitleLayout, "subtitle_layout"));

    /// <summary>The subtitles of an operation.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with the field's violation.</exception>
    public static SubtitleMapping Of(GetSubtitlesRequest request) => new(
        request.Format == ProtoFormat.Unspecified ? FileFormat.Srt : ToFormat(request.Format, "format"),
        ToOptions(request.Layout, "layout"));

    /// <summary>Writes segments as a file.</summary>
    public string Write(IReadOnlyList<Segment> segments) => SubtitleWriter.Write(segments, Format, Options);

    /// <summary>Writes segments as the body of an HTTP response.</summary>
    public Google.Api.HttpBody ToBody(IReadOnlyList<Segment> segments) => new()
    {
        ContentType = Format switch
        {
            FileFormat.Srt => "application/x-subrip; charset=utf-8",
            FileFormat.Vtt => "text/vtt; charset=utf-8",
            FileFormat.Tsv => "text/tab-separated-values; charset=utf-8",
            _ => "text/plain; charset=utf-8",
        },
        Data = ByteString.CopyFromUtf8(Write(segments)),
    };

    private static FileFormat ToFormat(ProtoFormat format, string field) => format switch
    {
        ProtoFormat.Srt => FileFormat.Srt,
        ProtoFormat.Vtt => FileFormat.Vtt,
        ProtoFormat.Tsv => FileFormat.Tsv,
        ProtoFormat.Text => FileFormat.Text,
        _ => throw RpcErrors.InvalidField(field, "The format must be SRT, VTT, TSV or TEXT"),
    };

    private static SubtitleOptions ToOptions(SubtitleLayout? layout, string path)
    {
        if (layout is null)
            return new SubtitleOptions();
        return new SubtitleOptions
        {
            MaxLineWidth = Number(layout.MaxLineWidth, 10, 200, $"{path}.max_line_width"),
            MaxLineCount = Number(layout.MaxLineCount, 1, 10, $"{path}.max_line_count") ?? SubtitleOptions.DefaultLineCount,
            MaxWordsPerLine = Number(layout.MaxWordsPerLine, 1, 100, $"{path}.max_words_per_line"),
            Highlight = layout.Highlight switch
            {
                SubtitleLayout.Types.Highlight.Unspecified => Highlight.None,
                SubtitleLayout.Types.Highlight.Underline => Highlight.Underline,
                SubtitleLayout.Types.Highlight.Karaoke => Highlight.Karaoke,
                _ => throw RpcErrors.InvalidField($"{path}.highlight", "The highlight must be UNDERLINE or KARAOKE"),
            },
        };
    }

    private static int? Number(int value, int least, int most, string field) =>
        value == 0 ? null
        : value >= least && value <= most ? value
        : throw RpcErrors.InvalidField(field, $"The value must be from {least} to {most}");
}
