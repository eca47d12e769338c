namespace Transcribe.Transcription.Live.Speech;

/// <summary>Detects voice frame by frame. Each stream needs its own detector.</summary>
internal interface IVoiceDetector
{
    /// <summary>How certain the detector must be that it hears voice, 0 to 1.</summary>
    float Threshold { set; }

    /// <summary>Whether there is voice in the next frame of the stream.</summary>
    /// <param name="frame">10 ms of mono PCM at 16 kHz; the stream's last one may be shorter.</param>
    /// <param name="power">Its mean square.</param>
    bool IsVoice(ReadOnlySpan<float> frame, double power);
}
