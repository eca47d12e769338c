using Transcribe.Core;

namespace Transcribe.Transcription.Live.Speech;

/// <summary>Detects voice with a Silero model in steps of 32 ms. Each result applies until the next step is complete.</summary>
internal sealed class SileroDetector(IVoiceModel model) : IVoiceDetector
{
    // As in Silero's get_speech_timestamps: speech continues down to 0.15 below the threshold.
    private const float Hysteresis = 0.15f;
    private const float Least = 0.01f;

    private readonly float[] _samples = new float[IVoiceModel.ContextSamples + IVoiceModel.StepSamples];
    private readonly float[] _state = new float[IVoiceModel.StateSize];
    private int _length = IVoiceModel.ContextSamples;
    private bool _isVoice;

    /// <inheritdoc/>
    public float Threshold { private get; set; } = 0.5f;

    /// <inheritdoc/>
    public bool IsVoice(ReadOnlySpan<float> frame, double power)
    {
        while (!frame.IsEmpty)
        {
            var taken = Math.Min(frame.Length, _samples.Length - _length);
            frame[..taken].CopyTo(_samples.AsSpan(_length));
            frame = frame[taken..];
            _length += taken;
            if (_length == _samples.Length)
                Step();
        }

        return _isVoice;
    }

    private void Step()
    {
        _isVoice = model.Run(_samples, _state) >= (_isVoice ? Math.Max(Threshold - Hysteresis, Least) : Threshold);
        _samples.AsSpan(IVoiceModel.StepSamples).CopyTo(_samples);
        _length = IVoiceModel.ContextSamples;
    }
}
