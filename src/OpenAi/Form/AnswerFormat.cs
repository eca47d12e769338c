namespace Transcribe.OpenAi.Form;

/// <summary>A format of answers.</summary>
internal enum AnswerFormat
{
    /// <summary>JSON with the text.</summary>
    Json,

    /// <summary>The text itself.</summary>
    Text,

    /// <summary>SubRip.</summary>
    Srt,

    /// <summary>JSON with segments and words.</summary>
    VerboseJson,

    /// <summary>WebVTT.</summary>
    Vtt,

    /// <summary>Tab-separated values, as openai/whisper writes them to files.</summary>
    Tsv,

    /// <summary>JSON as openai/whisper writes it to files, of whisper-asr-webservice.</summary>
    WhisperJson,
}
