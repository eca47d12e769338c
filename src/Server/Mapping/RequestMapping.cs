using Google.Protobuf.WellKnownTypes;
using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.JsonTranscoding.Inline;
using Transcribe.V1;

namespace Transcribe.Server.Mapping;

/// <summary>Maps protobuf requests to engine requests. Errors name the invalid field.</summary>
internal static class RequestMapping
{
    /// <summary>The longest audio that the settings allow.</summary>
    private static readonly TimeSpan LatestOffset = TimeSpan.FromDays(30);

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with the field's violation.</exception>
    public static TranscriptionRequest ToCore(TranscribeRequest request, Caller caller)
    {
        var config = request.Config ?? new TranscriptionConfig();
        return new TranscriptionRequest
        {
            Caller = caller,
            Audio = ToAudio(request) with { Format = ToFormat(config) },
            Settings = ToSettings(config) with
            {
                // Subtitles need the times of words.
                WordTimestamps = config.EnableWordTimestamps || request.SubtitleFormat != SubtitleFormat.Unspecified,
            },
        };
    }

    /// <summary>Maps how to transcribe.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with the field's violation.</exception>
    public static TranscriptionSettings ToSettings(TranscriptionConfig config) => new()
    {
        Model = config.Model,
        LanguageCodes = ToLanguages(config),
        Task = ToTask(config.Task),
        Prompt = config.Prompt,
        WordTimestamps = config.EnableWordTimestamps,
        Tokens = config.EnableTokens,
        Temperature = config.HasTemperature ? ToTemperature(config.Temperature) : null,
        Clip = config.Clip is { } clip ? ToClip(clip) : null,
        AudioTrack = config.AutoDecoding is { HasAudioTrack: true } decoding ? ToTrack(decoding.AudioTrack) : null,
    };

    private static Core.AudioClip ToClip(V1.AudioClip clip) => new(
        clip.StartOffset is { } start ? ToOffset(start, "config.clip.start_offset", least: TimeSpan.Zero) : TimeSpan.Zero,
        clip.Duration is { } duration ? ToOffset(duration, "config.clip.duration", least: TimeSpan.FromMilliseconds(1)) : null);

    private static TimeSpan ToOffset(Duration duration, string field, TimeSpan least)
    {
        var offset = Durations.ToTimeSpan(duration, field);
        return offset >= least && offset <= LatestOffset
            ? offset
            : throw RpcErrors.InvalidField(field, $"The time must be from {least.TotalSeconds} s to 30 days");
    }

    private static AudioInput ToAudio(TranscribeRequest request) => request.AudioSourceCase switch
    {
        TranscribeRequest.AudioSourceOneofCase.Content when request.Content.IsEmpty =>
            throw RpcErrors.InvalidField("content", "The inline audio is empty"),
        TranscribeRequest.AudioSourceOneofCase.Content when SpooledContent.Find(request.Content) is { } audio =>
            new AudioInput.Spooled(audio),
        TranscribeRequest.AudioSourceOneofCase.Content => new AudioInput.Inline(request.Content.Memory),
        TranscribeRequest.AudioSourceOneofCase.Uri when request.Uri.Length == 0 =>
            throw RpcErrors.InvalidField("uri", "The URL of the audio is empty"),
        TranscribeRequest.AudioSourceOneofCase.Uri => AudioUrls.ToAudio(request.Uri),
        _ => throw RpcErrors.InvalidField("audio_source", "The request has no audio: exactly one of `content` and `uri` must be set"),
    };

    private static string[] ToLanguages(TranscriptionConfig config) => config.LanguageCodes.Any(string.IsNullOrWhiteSpace)
        ? throw RpcErrors.InvalidField("config.language_codes", "A language code is empty")
        : [.. config.LanguageCodes];

    /// <summary>Maps the format of headerless PCM; null if there is none.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with the field's violation.</exception>
    public static PcmFormat? ToFormat(TranscriptionConfig config) =>
        config.DecodingCase == TranscriptionConfig.DecodingOneofCase.ExplicitDecoding ? ToFormat(config.ExplicitDecoding) : null;

    private static TranscriptionTask ToTask(TranscriptionConfig.Types.Task task) => task switch
    {
        TranscriptionConfig.Types.Task.Unspecified or TranscriptionConfig.Types.Task.Transcribe => TranscriptionTask.Transcribe,
        TranscriptionConfig.Types.Task.Translate => TranscriptionTask.Translate,
        _ => throw RpcErrors.InvalidField("config.task", $"Unknown task {(int)task}"),
    };

    private static float ToTemperature(float temperature) => temperature is >= 0 and <= 1
        ? temperature
        : throw RpcErrors.InvalidField("config.temperature", "The temperature must be from 0 to 1");

    private static int ToTrack(int track) => track is >= 0 and <= 255
        ? track
        : throw RpcErrors.InvalidField("config.auto_decoding.audio_track", "The audio track must be from 0 to 255");

    private static PcmFormat ToFormat(ExplicitDecoding decoding)
    {
        const string Field = "config.explicit_decoding";
        if (decoding.SampleRateHertz is < 8_000 or > 96_000)
            throw RpcErrors.InvalidField($"{Field}.sample_rate_hertz", "The sample rate must be from 8000 to 96000 Hz");
        if (decoding.AudioChannelCount is < 1 or > 8)
            throw RpcErrors.InvalidField($"{Field}.audio_channel_count", "The channel count must be from 1 to 8");
        return new PcmFormat(ToEncoding(decoding.Encoding), decoding.SampleRateHertz, decoding.AudioChannelCount);
    }

    private static PcmEncoding ToEncoding(ExplicitDecoding.Types.Encoding encoding) => encoding switch
    {
        ExplicitDecoding.Types.Encoding.Linear16 => PcmEncoding.Linear16,
        ExplicitDecoding.Types.Encoding.Float32 => PcmEncoding.Float32,
        ExplicitDecoding.Types.Encoding.Mulaw => PcmEncoding.MuLaw,
        ExplicitDecoding.Types.Encoding.Alaw => PcmEncoding.ALaw,
        _ => throw RpcErrors.InvalidField(
            "config.explicit_decoding.encoding", "The encoding must be LINEAR16, FLOAT32, MULAW or ALAW"),
    };
}
