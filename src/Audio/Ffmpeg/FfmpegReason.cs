using System.Text.RegularExpressions;
using Transcribe.Core;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>Turns ffmpeg's error output into a message for the caller.</summary>
internal static partial class FfmpegReason
{
    private const int MaxLength = 120;

    public static TranscriptionException Explain(string errors, string fileName, int? track) =>
        track is { } index && errors.Contains("matches no streams", StringComparison.Ordinal)
            ? AudioFailure.NoTrack(index)
            : AudioFailure.Unreadable(Reason(errors, fileName));

    private static string Reason(string errors, string fileName) => errors switch
    {
        _ when errors.Contains("does not contain any stream", StringComparison.Ordinal) => "The data holds no audio",
        _ when errors.Contains("Format not on whitelist", StringComparison.Ordinal) => "The data is not audio in a format that is accepted",
        _ when errors.Contains("Invalid data found when processing input", StringComparison.Ordinal) =>
            "The data is not audio, or it is corrupt",
        _ => $"The audio could not be decoded: {LastLine(errors, fileName)}",
    };

    /// <summary>
    /// Whether a run without samples means an empty recording: a header without complaint, or a Matroska or WebM file that ends before its
    /// first cluster, which a recorder leaves that is stopped at once.
    /// </summary>
    public static bool IsEmpty(int exitCode, string errors) => exitCode == 0
        ? string.IsNullOrWhiteSpace(errors)
        : errors.Contains("[matroska", StringComparison.Ordinal)
            && errors.Contains("File ended prematurely", StringComparison.Ordinal)
            && (errors.TrimEnd().EndsWith("Input/output error", StringComparison.Ordinal)
                || errors.TrimEnd().EndsWith("End of file", StringComparison.Ordinal));

    private static string LastLine(string errors, string fileName)
    {
        var lines = errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var line = lines.LastOrDefault("ffmpeg gave no reason");
        line = Component().Replace(line, "").Replace($"{fileName}: ", "", StringComparison.Ordinal);
        line = Unprintable().Replace(line, "?");
        return line.Length <= MaxLength ? line : line[..MaxLength];
    }

    // "[mov,mp4,m4a @ 0x55d0c8]" names a part of ffmpeg and an address in its memory.
    [GeneratedRegex(@"\[[^\]]* @ 0x[0-9a-f]+\]\s*")]
    private static partial Regex Component();

    [GeneratedRegex("[^ -~]")]
    private static partial Regex Unprintable();
}
