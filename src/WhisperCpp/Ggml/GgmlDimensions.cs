namespace Transcribe.WhisperCpp.Ggml;

/// <summary>The eleven numbers at the beginning of a file, <c>whisper_hparams</c> of whisper.cpp.</summary>
internal sealed record GgmlDimensions(
    int Vocabulary,
    int AudioPositions,
    int AudioWidth,
    int AudioHeads,
    int AudioLayers,
    int TextPositions,
    int TextWidth,
    int TextHeads,
    int TextLayers,
    int Mels,
    int FileType)
{
    /// <summary>The vocabulary of English-only models.</summary>
    private const int English = 51864;

    /// <summary>The vocabulary since large-v3, with Cantonese.</summary>
    private const int HundredLanguages = 51866;

    /// <summary>The number of languages; 0 if the model is English-only.</summary>
    public int Languages => Vocabulary == English ? 0 : Vocabulary == HundredLanguages ? 100 : 99;

    /// <summary>The id that ends a text. The ids below are text, those above are special.</summary>
    public int EndOfText => Languages == 0 ? 50256 : 50257;

    /// <summary>The id of 0.00 s. Each further id is 20 ms later.</summary>
    public int FirstTimestamp => EndOfText + 107 + Math.Max(Languages - 99, 0);

    /// <summary>The type of the matrices.</summary>
    public GgmlType Matrices => GgmlTypes.OfFile(FileType)!.Value;

    /// <summary>What is wrong with the numbers, as the end of a sentence about the file; null if whisper.cpp can use them.</summary>
    /// <remarks>whisper.cpp allocates and computes by these numbers; wrong ones end the process or damage its memory.</remarks>
    public string? Problem() => this switch
    {
        { Vocabulary: < English or > HundredLanguages } =>
            $"has {Vocabulary} tokens; whisper.cpp knows Whisper's vocabularies of 51864, 51865 and 51866 tokens only",
        { AudioPositions: not 1500 } => $"has {AudioPositions} audio positions instead of 1500",
        { TextPositions: not 448 } => $"has {TextPositions} text positions instead of 448",
        { Mels: not (80 or 128) } => $"has {Mels} mel bands instead of 80 or 128",
        { AudioLayers: < 1 or > 64 } or { TextLayers: < 1 or > 64 } => "has a number of layers outside 1 to 64",
        { AudioWidth: < 64 or > 4096 } => "has a width outside 64 to 4096",
        { AudioHeads: < 1 or > 64 } or { TextHeads: < 1 or > 64 } => "has a number of heads outside 1 to 64",
        _ when AudioWidth != TextWidth => "has encoder and decoder of different widths",
        _ when AudioWidth % AudioHeads != 0 || TextWidth % TextHeads != 0 => "has a width that its heads do not divide",
        _ when FileType < 0 || GgmlTypes.OfFile(FileType) is null => $"has the unknown type {FileType}",
        _ => null,
    };
}
