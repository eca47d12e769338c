namespace Transcribe.Transcription.Live.Speech;

/// <summary>Tells voice from silence and noise, frame by frame. One stream, one detector.</summary>
internal interface IVoiceDetector
{
    /// <summary>Whether there is voice in the next frame of the stream.</summary>
    /// <param name="frame">10 ms of mono PCM at 16 kHz; the stream's last one may be shorter.</param>
    /// <param name="power">Its mean square.</param>
    bool IsVoice(ReadOnlySpan<float> frame, double power);
}
