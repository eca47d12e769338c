using System.Text.Json;
using Transcribe.Bench.Load;

namespace Transcribe.Bench.Live;

/// <summary>A recording of a manifest: its audio, and the words with their times.</summary>
/// <param name="Samples">The samples, mono at 16 kHz, 16 bits little-endian.</param>
/// <param name="Words">The words in order of time.</param>
internal sealed record SpokenFile(byte[] Samples, IReadOnlyList<SpokenWord> Words)
{
    public const int SampleRate = 16_000;

    /// <summary>Reads the human recordings of up to one minute, in the order of the manifest.</summary>
    public static async Task<IReadOnlyList<SpokenFile>> ReadAsync(string manifest, TimeProvider time)
    {
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(manifest));
        var files = new List<SpokenFile>();
        foreach (var entry in json.RootElement.EnumerateArray())
        {
            if (entry.GetProperty("source").GetString() == "human" && entry.GetProperty("seconds").GetDouble() <= 60)
                files.Add(
                    await ReadAsync(Path.Combine(Path.GetDirectoryName(manifest)!, entry.GetProperty("file").GetString()!), entry, time));
        }

        return files;
    }

    private static async Task<SpokenFile> ReadAsync(string path, JsonElement entry, TimeProvider time)
    {
        var speech = await SpeechAudio.ReadAsync(path, time);
        var bytes = new byte[speech.Count * sizeof(short)];
        for (var i = 0; i < speech.Count; i++)
            BitConverter.TryWriteBytes(bytes.AsSpan(i * sizeof(short)), (short)(speech[i] * short.MaxValue));
        var segments = entry.GetProperty("segments").EnumerateArray().ToArray();
        var ends = segments.Skip(1).Select(next => next.GetProperty("start").GetDouble()).Append(double.PositiveInfinity);
        return new SpokenFile(bytes, [.. segments.Zip(ends, WordsOf).SelectMany(words => words)]);
    }

    // The manifest contains the start and end of each run of words. The words of a run are assumed to be equally long.
    private static IEnumerable<SpokenWord> WordsOf(JsonElement segment, double next)
    {
        var words = segment.GetProperty("text").GetString()!.Split(' ');
        var (start, end) = (segment.GetProperty("start").GetDouble(), segment.GetProperty("end").GetDouble());
        return words.Select((word, i) => new SpokenWord(
            word,
            TimeSpan.FromSeconds(start + ((end - start) * (i + 1) / words.Length)),
            i == 0,
            i == words.Length - 1 ? next - end : 0));
    }
}

/// <summary>A word of the reference transcript.</summary>
/// <param name="Text">The spoken word.</param>
/// <param name="End">The end of the word, from the start of the recording.</param>
/// <param name="IsFirst">Whether the word follows a pause.</param>
/// <param name="Pause">The seconds of silence after the word; infinite at the end.</param>
internal sealed record SpokenWord(string Text, TimeSpan End, bool IsFirst, double Pause);
