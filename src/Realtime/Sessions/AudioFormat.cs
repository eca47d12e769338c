using Transcribe.V1;

namespace Transcribe.Realtime.Sessions;

/// <summary>The format of the audio of a session. It has one channel.</summary>
/// <param name="Encoding">The encoding of a sample.</param>
/// <param name="Rate">Samples per second.</param>
internal sealed record AudioFormat(ExplicitDecoding.Types.Encoding Encoding, int Rate)
{
    /// <summary>The usual sample rate of <c>audio/pcm</c>.</summary>
    public const int UsualRate = 24_000;

    private const int TelephoneRate = 8_000;

    /// <summary><c>audio/pcm</c> at 24 kHz.</summary>
    public static AudioFormat Pcm { get; } = new(ExplicitDecoding.Types.Encoding.Linear16, UsualRate);

    /// <summary><c>audio/pcmu</c>.</summary>
    public static AudioFormat MuLaw { get; } = new(ExplicitDecoding.Types.Encoding.Mulaw, TelephoneRate);

    /// <summary><c>audio/pcma</c>.</summary>
    public static AudioFormat ALaw { get; } = new(ExplicitDecoding.Types.Encoding.Alaw, TelephoneRate);

    /// <summary>The duration of a number of bytes, rounded up, so that pieces together are never shorter than the whole.</summary>
    public TimeSpan Duration(int bytes) => new((long)Math.Ceiling((double)bytes * TimeSpan.TicksPerSecond / (Rate * SampleBytes)));

    private int SampleBytes => Encoding == ExplicitDecoding.Types.Encoding.Linear16 ? sizeof(short) : 1;
}
