using Transcribe.Core;

namespace Transcribe.OpenAi.Form;

/// <summary>Reads the parameters of whisper-asr-webservice, which its clients send in the query.</summary>
internal static class AsrFormReader
{
    // Its clients decode the audio themselves then.
    private static readonly PcmFormat Decoded = new(PcmEncoding.Linear16, SampleTime.SampleRate, Channels: 1);

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with the name of the parameter.</exception>
    public static AudioForm Read(FormFields fields) => AudioFormReader.Read(fields, Task(fields)) with
    {
        Format = Format(fields),
        HasWords = fields.Flag("word_timestamps"),
        Stream = false,
        Pcm = fields.Text("encode") is null || fields.Flag("encode") ? null : Decoded,
    };

    private static TranscriptionTask Task(FormFields fields) => fields.Text("task") switch
    {
        null or "transcribe" => TranscriptionTask.Transcribe,
        "translate" => TranscriptionTask.Translate,
        _ => throw FormFields.Invalid("task", "must be transcribe or translate"),
    };

    private static AnswerFormat Format(FormFields fields) => fields.Text("output") switch
    {
        null or "txt" => AnswerFormat.Text,
        "vtt" => AnswerFormat.Vtt,
        "srt" => AnswerFormat.Srt,
        "tsv" => AnswerFormat.Tsv,
        "json" => AnswerFormat.WhisperJson,
        _ => throw FormFields.Invalid("output", "must be txt, vtt, srt, tsv or json"),
    };
}
