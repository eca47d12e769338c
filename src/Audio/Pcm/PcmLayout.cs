using Transcribe.Core;

namespace Transcribe.Audio.Pcm;

/// <summary>The layout of interleaved PCM.</summary>
/// <param name="Encoding">The encoding of one sample.</param>
/// <param name="SampleRate">In Hz, 8000 to 96000.</param>
/// <param name="Channels">1 to 8.</param>
internal sealed record PcmLayout(SampleEncoding Encoding, int SampleRate, int Channels)
{
    public const int MinSampleRate = 8_000;
    public const int MaxSampleRate = 96_000;

    /// <summary>
    /// The lowest rate of a file, in Hz: half of telephony's, which some old recordings have. A lower rate turns a few bytes into hours.
    /// </summary>
    public const int LeastFileSampleRate = 4_000;

    public const int MaxChannels = 8;

    /// <summary>Whether this project supports the rate and the channels.</summary>
    public bool IsInRange => SampleRate is >= MinSampleRate and <= MaxSampleRate && Channels is >= 1 and <= MaxChannels;

    public int BytesPerSample => Encoding switch
    {
        SampleEncoding.Unsigned8 or SampleEncoding.MuLaw or SampleEncoding.ALaw => 1,
        SampleEncoding.Signed16 => 2,
        SampleEncoding.Signed24 => 3,
        SampleEncoding.Signed32 or SampleEncoding.Float32 => 4,
        _ => 8,
    };

    /// <summary>The bytes of one frame: one sample of every channel.</summary>
    public int BytesPerFrame => BytesPerSample * Channels;

    /// <summary>The layout of a PCM format.</summary>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.InvalidRequest"/>: sample rate, channels or encoding are not supported.
    /// </exception>
    public static PcmLayout Of(PcmFormat format)
    {
        var layout = new PcmLayout(EncodingOf(format.Encoding), format.SampleRate, format.Channels);
        return layout.IsInRange
            ? layout
            : throw new TranscriptionException(
                TranscriptionError.InvalidRequest,
                $"PCM must have {MinSampleRate} to {MaxSampleRate} Hz and 1 to {MaxChannels} channels, "
                    + $"not {format.SampleRate} Hz and {format.Channels} channels");
    }

    private static SampleEncoding EncodingOf(PcmEncoding encoding) => encoding switch
    {
        PcmEncoding.Linear16 => SampleEncoding.Signed16,
        PcmEncoding.Float32 => SampleEncoding.Float32,
        PcmEncoding.MuLaw => SampleEncoding.MuLaw,
        PcmEncoding.ALaw => SampleEncoding.ALaw,
        _ => throw new TranscriptionException(TranscriptionError.InvalidRequest, $"The PCM encoding {encoding} is unknown"),
    };
}
