using Transcribe.Core;

namespace Transcribe.Transcription.Live.Speech;

/// <summary>Voice as a Silero model tells it, in steps of 32 ms: its last verdict holds until the next step is full.</summary>
internal sealed class SileroDetector(IVoiceModel model) : IVoiceDetector
{
    // Silero's own thresholds (its get_speech_timestamps): speech begins at the first, and goes on down to 0.15 less.
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
