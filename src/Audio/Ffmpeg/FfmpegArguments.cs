using FFMpegCore;
using Transcribe.Core;

namespace Transcribe.Audio.Ffmpeg;

/// <summary>The arguments of ffmpeg. None of them comes from the caller.</summary>
internal static class FfmpegArguments
{
    // Only self-contained containers. Playlists (hls, dash, concat, sdp, imf), image sequences and devices can refer to other files.
    private static readonly string Formats = string.Join(',',
        "aac", "ac3", "aiff", "amr", "ape", "asf", "au", "avi", "caf", "dts", "eac3", "flac", "flv", "matroska", "mov", "mp3", "mpc",
        "mpc8", "mpeg", "mpegts", "ogg", "tta", "voc", "w64", "wav", "wv");

    // Audio decoders in common use. The hundreds of others, mostly for games, get little review and are an attack surface.
    private static readonly string Codecs = string.Join(',',
        "aac", "aac_latm", "ac3", "adpcm_ima_qt", "adpcm_ima_wav", "adpcm_ms", "adpcm_swf", "adpcm_yamaha", "alac", "amrnb", "amrwb",
        "ape", "dca", "eac3", "flac", "g722", "g726", "gsm", "gsm_ms", "libgsm", "libgsm_ms", "libopus", "libspeex", "libvorbis", "mlp",
        "mp1", "mp1float", "mp2", "mp2float", "mp3", "mp3float", "mpc7", "mpc8", "nellymoser", "opus", "pcm_alaw", "pcm_bluray",
        "pcm_dvd", "pcm_f32be", "pcm_f32le", "pcm_f64be", "pcm_f64le", "pcm_mulaw", "pcm_s16be", "pcm_s16le", "pcm_s24be", "pcm_s24le",
        "pcm_s32be", "pcm_s32le", "pcm_s64be", "pcm_s64le", "pcm_s8", "pcm_u16be", "pcm_u16le", "pcm_u24be", "pcm_u24le", "pcm_u32be",
        "pcm_u32le", "pcm_u8", "speex", "truehd", "tta", "vorbis", "wavpack", "wmalossless", "wmapro", "wmav1", "wmav2", "wmavoice");

    /// <summary>A longer jump of a file's clock is an error of the clock, not a gap in its audio.</summary>
    public const int MaxGapSeconds = 3600;

    /// <summary>Prints the version.</summary>
    public const string ForCheck = "-version";

    /// <summary>
    /// Decodes an audio stream of the standard input with little delay: ffmpeg probes few bytes, and it flushes each packet.
    /// <c>-fflags nobuffer</c> is missing because it discards the probed bytes.
    /// </summary>
    public static string ForStream(int? track) =>
        For("pipe:0", "pipe", "-probesize 32768 -analyzeduration 0 -flags low_delay", Map(track) + "-flush_packets 1");

    /// <summary>Decodes an audio stream of the file to 16 kHz on the standard output, for <see cref="PacketReader"/>.</summary>
    public static string ForDecoding(string fileName, int? track) => For(fileName, "file", "", Map(track));

    // Without a map, ffmpeg takes a stream that is marked as default; of several or none, the one with the most channels.
    private static string Map(int? track) => track is { } index ? $"-map 0:a:{index} " : "";

    /// <remarks>
    /// ffmpeg keeps the channels of the first packet. It mixes only if a later packet has other ones; without rematrix_maxval it would sum
    /// them, and they would clip.
    /// </remarks>
    private static string For(string input, string protocol, string inputOptions, string outputOptions) =>
        FFMpegArguments
            .FromFileInput(input, verifyExists: false, options => options
                .WithCustomArgument("-nostdin -hide_banner -nostats -loglevel level+info")
                .WithCustomArgument($"-protocol_whitelist {protocol} -format_whitelist {Formats} -codec_whitelist {Codecs}")
                .WithCustomArgument($"-vn -sn -dn -threads 1 {inputOptions}")
                // A microsecond, because without an offset ffmpeg starts the clock of MPEG-TS and Ogg at the audio, not at the video.
                .WithCustomArgument("-itsoffset 0.000001")
                // By default ffmpeg removes gaps over 10 s from MPEG-TS and Ogg, and keeps gaps up to 30 h in other formats.
                .WithCustomArgument($"-dts_delta_threshold {MaxGapSeconds} -dts_error_threshold {MaxGapSeconds}"))
            .OutputToFile("pipe:1", overwrite: false, options => options
                .WithCustomArgument($"-map_metadata -1 -rematrix_maxval 1 -c:a pcm_s16le {outputOptions}")
                .WithAudioSamplingRate(SampleTime.SampleRate)
                .ForceFormat("smjpeg"))
            .Arguments;
}
