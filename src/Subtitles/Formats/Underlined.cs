namespace Transcribe.Subtitles.Formats;

/// <summary>A cue as one cue for each of its words, which is underlined. Pauses belong to the word before, as in openai/whisper.</summary>
internal static class Underlined
{
    public static IEnumerable<(long Start, long End, string Text)> Of(Cue cue, Func<SubtitleWord, string> write)
    {
        SubtitleWord[] words = [.. cue.Lines.SelectMany(line => line)];
        for (var i = 0; i < words.Length; i++)
        {
            var word = words[i];
            var start = i == 0 ? cue.Start : word.Start;
            var end = i + 1 < words.Length ? Math.Min(words[i + 1].Start, cue.End) : cue.End;
            if (end > start)
                yield return (start, end, Text(cue, word, write));
        }
    }

    private static string Text(Cue cue, SubtitleWord spoken, Func<SubtitleWord, string> write) => string.Join(
        '\n',
        cue.Lines.Select(line => Cue.Text(line, word => ReferenceEquals(word, spoken) ? $"<u>{write(word)}</u>" : write(word))));
}
