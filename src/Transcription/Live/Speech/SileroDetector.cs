using Transcribe.Core;

namespace Transcribe.Transcription.Live.Speech;

/// <summary>Detects voice with a Silero model in steps of 32 ms. Each result applies until the next step is complete.</summary>
internal sealed class SileroDetector(IVoiceModel model) : IVoiceDetector
{
    // The default thresholds of Silero's get_speech_timestamps: speech begins at 0.5 and continues down to 0.15 less.
    private const float Begin = 0.5f;
    private const float GoOn = 0.35f;

    private readonly float[] _samples = new float[IVoiceModel.ContextSamples + IVoiceModel.StepSamples];
    private readonly float[] _state = new float[IVoiceModel.StateSize];
    private int _length = IVoiceModel.ContextSamples;
    private bool _isVoice;

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
        _isVoice = model.Run(_samples, _state) >= (_isVoice ? GoOn : Begin);
        _samples.AsSpan(IVoiceModel.StepSamples).CopyTo(_samples);
        _length = IVoiceModel.ContextSamples;
    }
}
