using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>
/// Reads what ffmpeg logs with <c>-loglevel level+info</c>: its errors, and what the file declares. Each message begins with its level,
/// and a line without one continues the message before it. So a file's metadata cannot pass for either.
/// </summary>
internal sealed partial class FfmpegLog
{
    private const int MaxErrorLength = 8 * 1024;
    private const int MaxLineLength = 4 * 1024;

    private readonly StringBuilder _errors = new();
    private readonly Dictionary<int, int> _rates = [];
    private readonly TaskCompletionSource<DeclaredAudio> _declared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan? _duration;

    // A program that does not tag its lines, as a shell that cannot run ffmpeg, has only errors.
    private bool _isError = true;

    /// <summary>The last part of the errors, without their levels. The reason is in the last part, so only that is kept.</summary>
    public string Errors => _errors.ToString();

    /// <summary>What the file declares of the decoded audio; nothing if ffmpeg ended without telling it.</summary>
    public Task<DeclaredAudio> Declared => _declared.Task;

    /// <summary>Reads to the end, so that ffmpeg does not block on a full pipe.</summary>
    public async Task ReadAsync(TextReader output)
    {
        try
        {
            var buffer = new char[MaxLineLength];
            var length = 0;
            while (await output.ReadAsync(buffer.AsMemory(length)) is > 0 and var read)
            {
                length += read;
                var rest = Take(buffer.AsSpan(0, length), isFull: length == buffer.Length);
                buffer.AsSpan(length - rest, rest).CopyTo(buffer);
                length = rest;
            }
            Add(buffer.AsSpan(0, length).ToString());
        }
        finally
        {
            _declared.TrySetResult(default);
        }
    }

    // Adds the whole lines, and a line that is too long in parts. Returns the length of what is left.
    private int Take(ReadOnlySpan<char> text, bool isFull)
    {
        while (text.IndexOf('\n') is >= 0 and var end)
        {
            Add(text[..(end + 1)].ToString());
            text = text[(end + 1)..];
            isFull = false;
        }
        if (!isFull)
            return text.Length;
        Add(text.ToString());
        return 0;
    }

    private void Add(string line)
    {
        if (Level().Match(line) is { Success: true } level)
        {
            _isError = level.Groups[2].ValueSpan is "error" or "fatal" or "panic";
            line = line.Remove(level.Groups[1].Index, level.Groups[1].Length);
            if (!_isError)
                Describe(line);
        }
        if (!_isError)
            return;
        _errors.Append(line);
        if (_errors.Length > MaxErrorLength)
            _errors.Remove(0, _errors.Length - MaxErrorLength);
    }

    private void Describe(string line)
    {
        if (_declared.Task.IsCompleted)
            return;
        if (Duration().Match(line) is { Success: true } stated)
            _duration = TimeSpan.TryParse(stated.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var duration) ? duration : null;
        else if (InputStream().Match(line) is { Success: true } stream)
            _rates.TryAdd(Number(stream.Groups[1]), Number(stream.Groups[2]));
        else if (Mapping().Match(line) is { Success: true } mapping)
            _declared.TrySetResult(new(_rates.TryGetValue(Number(mapping.Groups[1]), out var rate) ? rate : null, _duration));
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    // "[info] Stream mapping:", "[mov,mp4,m4a @ 0x55d0c8] [error] moov atom not found".
    [GeneratedRegex(@"^(?:\[[^\]]* @ 0x[0-9a-f]+\] )*(\[(quiet|panic|fatal|error|warning|info|verbose|debug|trace)\] )")]
    private static partial Regex Level();

    // "  Duration: 00:00:06.91, start: 0.025057, bitrate: 64 kb/s", or "  Duration: N/A".
    [GeneratedRegex(@"^  Duration: ([0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{2}),")]
    private static partial Regex Duration();

    // "  Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, stereo, fltp, 128 kb/s (default)".
    [GeneratedRegex(@"^  Stream #0:([0-9]{1,6})[^ ]*: Audio: .*?, ([0-9]{1,9}) Hz")]
    private static partial Regex InputStream();

    // "  Stream #0:1 -> #0:0 (aac (native) -> pcm_s16le (native))".
    [GeneratedRegex(@"^  Stream #0:([0-9]{1,6}) -> #0:0 ")]
    private static partial Regex Mapping();
}
