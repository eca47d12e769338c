using Transcribe.Whisper.Folder;

namespace Transcribe.ToGgml;

/// <summary>
/// Moves a model with a vocabulary of its own under that of large-v3, of 51,866 tokens. whisper.cpp knows special tokens by number and
/// accepts stock vocabularies only; with the one of 51,865 tokens, it takes a model of two decoder layers for one without timestamps. Text
/// tokens keep their ids, special tokens get those of the stock vocabulary, and all other tokens get a logit at which they are never
/// chosen.
/// </summary>
internal sealed class StockVocabulary
{
    public const int Size = 51866;

    private const int EndOfText = 50257;
    private const int StartOfTranscript = 50258;
    private const int FirstLanguage = 50259;
    private const int Translate = 50359;
    private const int Transcribe = 50360;
    private const int StartOfPrevious = 50362;
    private const int NoSpeech = 50363;
    private const int NoTimestamps = 50364;
    private const int FirstTimestamp = 50365;
    private const int Timestamps = 1501;

    private const float UnusedLogit = -40;

    /// <summary>The first languages in the order of their tokens.</summary>
    private static readonly string[] Languages = ["en", "zh", "de", "es", "ru", "ko", "fr"];

    private readonly Dictionary<int, int> _ids;

    /// <exception cref="ModelFolderException">The model has other languages than <see cref="Languages"/>.</exception>
    public StockVocabulary(WhisperFolder folder)
    {
        var tokens = folder.Generation.Tokens;
        _ids = Enumerable.Range(0, tokens.EndOfText).ToDictionary(id => id);
        Move(tokens.EndOfText, EndOfText);
        Move(tokens.StartOfTranscript, StartOfTranscript);
        Move(tokens.Translate, Translate);
        Move(tokens.Transcribe, Transcribe);
        Move(tokens.StartOfPrevious, StartOfPrevious);
        Move(tokens.NoSpeech, NoSpeech);
        Move(tokens.NoTimestamps, NoTimestamps);
        for (var i = 0; i < Timestamps; i++)
            Move(tokens.FirstTimestamp + i, FirstTimestamp + i);
        foreach (var (code, id) in tokens.Languages)
        {
            var language = Array.IndexOf(Languages, code);
            if (language < 0)
                throw new ModelFolderException(folder.Path, $"has the language {code}, which is not among {string.Join(", ", Languages)}");
            Move(id, FirstLanguage + language);
        }
    }

    /// <summary>Whether whisper.cpp knows a model's vocabulary.</summary>
    public static bool IsStock(int vocabulary) => vocabulary is 51864 or 51865 or 51866;

    /// <summary>The embeddings of the stock vocabulary, [51866, width].</summary>
    /// <param name="embeddings">The model's embeddings, [vocabulary, width].</param>
    /// <param name="scale">The weight of the decoder's last norm, [width].</param>
    /// <param name="shift">Its bias, [width].</param>
    /// <remarks>
    /// The norm's output is scale * n + shift with elements of n that add up to 0. So c / scale has the logit c * sum(shift / scale) for
    /// every text.
    /// </remarks>
    public float[] Move(float[] embeddings, float[] scale, float[] shift)
    {
        var width = scale.Length;
        var factor = UnusedLogit / scale.Zip(shift, (weight, bias) => bias / weight).Sum();
        var unused = Array.ConvertAll(scale, weight => factor / weight);
        var moved = new float[Size * width];
        for (var id = 0; id < Size; id++)
            unused.CopyTo(moved.AsSpan(id * width));
        foreach (var (from, to) in _ids)
            embeddings.AsSpan(from * width, width).CopyTo(moved.AsSpan(to * width));
        return moved;
    }

    private void Move(int? from, int to)
    {
        if (from is { } id)
            _ids[id] = to;
    }
}
