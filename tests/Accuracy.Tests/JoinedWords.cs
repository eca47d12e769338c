namespace Transcribe.Accuracy.Tests;

/// <summary>
/// Recordings whose every word has a known start and end. The digits set gives the times between two pauses only, so its single words are
/// cut out at these times and joined to phrases, with less between two words than a pause.
/// </summary>
internal static class JoinedWords
{
    private const int WordsPerPhrase = 5;
    private const int WordsPerRecording = 20;
    private const int Orders = 3;

    /// <summary>Seconds between two words, and between two phrases.</summary>
    private const double Gap = 0.1;
    private const double Pause = 1;

    /// <summary>Recordings of each language and source, with a segment for each word, and their audio.</summary>
    public static async Task<IReadOnlyList<(Recording Recording, byte[] Audio)>> CreateAsync(string folder)
    {
        var words = new List<(string Group, Recording From, string Text, float[] Samples)>();
        foreach (var recording in Recording.ReadManifest(folder))
        {
            var single = (recording.Segments ?? []).Where(segment => !segment.Text.Contains(' ', StringComparison.Ordinal)).ToArray();
            if (single.Length == 0)
                continue;
            var samples = await FfmpegTool.DecodeAsync(Path.Combine(folder, recording.File));
            words.AddRange(single.Select(segment => (
                $"{recording.Language} {recording.Source}",
                recording,
                segment.Text,
                samples[At(segment.Start)..Math.Min(samples.Length, At(segment.End))])));
        }

        var random = new Random(1);
        return
        [
            .. from order in Enumerable.Range(0, Orders)
               from set in words.GroupBy(word => word.Group)
               from part in random.GetItems(set.ToArray(), set.Count()).Chunk(WordsPerRecording)
               select Join($"{set.Key} {order}", part[0].From, [.. part.Select(word => (word.Text, word.Samples))]),
        ];
    }

    private static (Recording Recording, byte[] Audio) Join(string name, Recording from, (string Text, float[] Samples)[] words)
    {
        var (parts, segments, samples) = (new List<float[]>(), new List<SpokenSegment>(), 0);
        for (var i = 0; i < words.Length; i++)
        {
            Add(Pcm.Silence(i % WordsPerPhrase == 0 ? Pause : Gap));
            var start = samples;
            Add(words[i].Samples);
            segments.Add(new SpokenSegment((double)start / Pcm.SampleRate, (double)samples / Pcm.SampleRate, words[i].Text));
        }
        Add(Pcm.Silence(Pause));
        var text = string.Join(' ', words.Select(word => word.Text));
        return (new Recording(name, from.Language, from.Source, (double)samples / Pcm.SampleRate, text, segments), Wav.Join(parts));

        void Add(float[] part)
        {
            parts.Add(part);
            samples += part.Length;
        }
    }

    private static int At(double seconds) => (int)Math.Round(seconds * Pcm.SampleRate);
}
