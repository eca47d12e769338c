using Google.Protobuf.WellKnownTypes;
using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.V1;
using Endpointing = Transcribe.Core.Endpointing;
using Request = Transcribe.V1.TranscribeLiveRequest;

namespace Transcribe.Server.Mapping;

/// <summary>Maps the messages of a live stream to the engine's inputs. Errors name the invalid field.</summary>
internal static class LiveMapping
{
    private static readonly TimeSpan Tenth = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPadding = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestStart = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestUtterance = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestUtterance = TimeSpan.FromSeconds(28);

    /// <summary>Maps a message after the first.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with the field's violation.</exception>
    public static LiveInput ToInput(Request message, Caller caller)
    {
        switch (message.MessageCase)
        {
            case Request.MessageOneofCase.Audio:
                return new LiveInput.Audio(message.Audio.Memory);
            case Request.MessageOneofCase.Finalize:
                return new LiveInput.Finish();
            case Request.MessageOneofCase.Clear:
                return new LiveInput.Clear();
            case Request.MessageOneofCase.KeepAlive:
                return new LiveInput.KeepAlive();
            case Request.MessageOneofCase.Config:
                FieldLimits.Check(message);
                var decoding = message.Config.Config?.DecodingCase ?? TranscriptionConfig.DecodingOneofCase.None;
                return new LiveInput.Configure(
                    ToRequest(message.Config, caller), ChangesDecoding: decoding != TranscriptionConfig.DecodingOneofCase.None);
            default:
                throw RpcErrors.InvalidField("message", "Each message must set one of audio, config, finalize, clear and keep_alive");
        }
    }

    /// <summary>Maps a configuration.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with the field's violation.</exception>
    public static LiveRequest ToRequest(LiveConfig live, Caller caller)
    {
        var config = live.Config ?? new TranscriptionConfig();
        if (config.Clip is not null)
            throw RpcErrors.InvalidField("config.config.clip", "A live stream has no clip");
        var defaults = new LiveRequest();
        return new LiveRequest
        {
            Caller = caller,
            Settings = RpcErrors.Within("config", () => RequestMapping.ToSettings(config)),
            Format = RpcErrors.Within("config", () => RequestMapping.ToFormat(config)),
            InterimResults = live.InterimResults,
            VoiceActivityEvents = live.VoiceActivityEvents,
            EmptyResults = live.EmptyResults,
            Endpointing = ToEndpointing(live),
            InterimInterval = ToTime(live.InterimInterval, "config.interim_interval", Tenth, LongestPause) ?? defaults.InterimInterval,
        };
    }

    private static Endpointing ToEndpointing(LiveConfig live)
    {
        const string Field = "config.endpointing";
        var (given, defaults) = (live.Endpointing ?? new V1.Endpointing(), new Endpointing());
        var pause = ToTime(live.SpeechEndTimeout, "config.speech_end_timeout", Tenth, LongestPause) ?? defaults.SpeechEndTimeout;
        return new Endpointing
        {
            SpeechEndTimeout = IsManual(given.Mode) ? null : pause,
            PrefixPadding = ToTime(given.PrefixPadding, $"{Field}.prefix_padding", TimeSpan.Zero, LongestPadding) ?? defaults.PrefixPadding,
            Threshold = given.HasThreshold ? ToThreshold(given.Threshold, $"{Field}.threshold") : defaults.Threshold,
            SpeechStartTimeout = ToTime(given.SpeechStartTimeout, $"{Field}.speech_start_timeout", Tenth, LongestStart),
            MaxUtterance =
                ToTime(given.MaxUtterance, $"{Field}.max_utterance", ShortestUtterance, LongestUtterance) ?? defaults.MaxUtterance,
        };
    }

    private static bool IsManual(V1.Endpointing.Types.Mode mode) => mode switch
    {
        V1.Endpointing.Types.Mode.Unspecified or V1.Endpointing.Types.Mode.Pauses => false,
        V1.Endpointing.Types.Mode.Manual => true,
        _ => throw RpcErrors.InvalidField("config.endpointing.mode", $"Unknown mode {(int)mode}"),
    };

    private static float ToThreshold(float threshold, string field) => threshold is >= 0 and <= 1
        ? threshold
        : throw RpcErrors.InvalidField(field, "The threshold must be from 0 to 1");

    private static TimeSpan? ToTime(Duration? duration, string field, TimeSpan least, TimeSpan most)
    {
        if (duration is null)
            return null;
        var time = Durations.ToTimeSpan(duration, field);
        return time >= least && time <= most
            ? time
            : throw RpcErrors.InvalidField(field, $"The duration must be from {LimitText.Duration(least)} to {LimitText.Duration(most)}");
    }
}
