namespace Transcribe.Whisper.Folder;

/// <summary>Finds the special tokens' ids: in the folder's configuration if it names them, else by name in its tokenizer.</summary>
internal sealed class SpecialTokensReader(
    ModelJson config, ModelJson rules, IReadOnlyDictionary<string, int> specials, int vocabularySize)
{
    /// <summary>The timestamps 0.00 to 30.00 s in steps of 20 ms, both ends included.</summary>
    private const int TimestampCount = 1501;

    public SpecialTokens Read(bool multilingual)
    {
        var endOfText = rules.OptionalInt("eos_token_id") ?? config.OptionalInt("eos_token_id") ?? Required("<|endoftext|>");
        var startOfTranscript = rules.OptionalInt("decoder_start_token_id")
            ?? config.OptionalInt("decoder_start_token_id")
            ?? Required("<|startoftranscript|>");
        var noTimestamps = rules.OptionalInt("no_timestamps_token_id") ?? Required("<|notimestamps|>");
        var tokens = new SpecialTokens
        {
            EndOfText = endOfText,
            StartOfTranscript = startOfTranscript,
            StartOfPrevious = rules.OptionalInt("prev_sot_token_id") ?? Find("<|startofprev|>"),
            NoSpeech = Find("<|nospeech|>") ?? Find("<|nocaptions|>"),
            NoTimestamps = noTimestamps,
            FirstTimestamp = noTimestamps + 1,
            Transcribe = multilingual ? Task("transcribe") ?? Required("<|transcribe|>") : null,
            Translate = multilingual ? Task("translate") ?? Find("<|translate|>") : null,
            Languages = Languages(startOfTranscript, multilingual),
        };
        Check(tokens);
        return tokens;
    }

    private int? Task(string name) => rules.OptionalIds("task_to_id") is { } tasks && tasks.TryGetValue(name, out var id) ? id : null;

    /// <summary>
    /// Reads <c>lang_to_id</c>; in older and English-only folders, takes the tokens between start-of-transcript and the first task, in
    /// order of id.
    /// </summary>
    private Dictionary<string, int> Languages(int startOfTranscript, bool multilingual)
    {
        if (rules.OptionalIds("lang_to_id") is { Count: > 0 } named)
            return named.ToDictionary(language => Code(language.Key), language => language.Value);
        if (!multilingual && (Find("<|translate|>") ?? Find("<|transcribe|>")) is null)
            return [];
        var firstTask = Math.Min(Required("<|translate|>"), Required("<|transcribe|>"));
        var languages = specials.Where(token => token.Value > startOfTranscript && token.Value < firstTask).OrderBy(token => token.Value)
            .ToDictionary(token => Code(token.Key), token => token.Value);
        return languages.Count > 0 || !multilingual
            ? languages
            : throw rules.Wrong("has no \"lang_to_id\", and the tokenizer has no language tokens, though the model is multilingual");
    }

    private static string Code(string token) =>
        token.StartsWith("<|", StringComparison.Ordinal) && token.EndsWith("|>", StringComparison.Ordinal) ? token[2..^2] : token;

    private void Check(SpecialTokens tokens)
    {
        if (tokens.EndOfText < 0 || tokens.EndOfText >= vocabularySize)
            throw rules.Wrong($"end-of-text has the id {tokens.EndOfText}, but the vocabulary has {vocabularySize} tokens");
        var others = tokens.Languages.Select(language => (Name: language.Key, Id: (int?)language.Value)).Concat(
        [
            ("start-of-transcript", tokens.StartOfTranscript),
            ("start-of-previous", tokens.StartOfPrevious),
            ("no-speech", tokens.NoSpeech),
            ("no-timestamps", tokens.NoTimestamps), ("transcribe", tokens.Transcribe), ("translate", tokens.Translate),
        ]);
        foreach (var (name, id) in others)
        {
            if (id <= tokens.EndOfText || id >= vocabularySize)
                throw rules.Wrong(
                    $"the token {name} has the id {id}, outside the special tokens ({tokens.EndOfText + 1} to {vocabularySize - 1})");
        }
        if (tokens.FirstTimestamp > vocabularySize - TimestampCount)
            throw rules.Wrong($"timestamps begin at {tokens.FirstTimestamp}, "
                + $"but the vocabulary of {vocabularySize} tokens has no room for {TimestampCount} of them");
    }

    private int Required(string name) =>
        Find(name) ?? throw rules.Wrong($"does not name the token {name}, and the tokenizer does not have it");

    private int? Find(string name) => specials.TryGetValue(name, out var id) ? id : null;
}
