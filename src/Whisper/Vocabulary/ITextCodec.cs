namespace Transcribe.Whisper.Vocabulary;

/// <summary>A vocabulary: text to token ids and back.</summary>
internal interface ITextCodec
{
    /// <summary>Ids of the text; text that looks like a special token is plain text.</summary>
    int[] Encode(string text);

    /// <summary>Text of the ids; ids that are not text are skipped, and bytes that are not UTF-8 become U+FFFD.</summary>
    string Decode(IEnumerable<int> ids);

    /// <summary>UTF-8 bytes of one text id; they may be a part of a character.</summary>
    byte[] Bytes(int id);
}
