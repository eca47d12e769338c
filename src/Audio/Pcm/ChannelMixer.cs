namespace Transcribe.Audio.Pcm;

/// <summary>
/// Mixes interleaved channels to one. Where channels cancel each other, because one is inverted, the loudest channel takes the place of
/// the mix. It decides every 20 ms, counted from the start, so block sizes do not change the output; a change is a cross-fade over 20 ms.
/// </summary>
internal sealed class ChannelMixer
{
    private const int StepsPerSecond = 50;

    // Powers are means that decay over 0.1 s, which is about a syllable: exp(-20 ms / 100 ms).
    private const float Decay = 0.8187f;

    // The power of the mix relative to the loudest channel's share in a mean. Channels that are unlike add to about 1 or more; two of
    // which one is inverted at half the level give 1/4. The two thresholds differ so that the mixer does not alternate.
    private const float Cancelled = 1f / 16;
    private const float Restored = 1f / 4;

    // Another channel must have twice the power (3 dB) to replace the chosen one.
    private const float ClearlyLouder = 2;

    private readonly int _channels;
    private readonly int _step;
    private readonly float[] _mix;
    private readonly float[] _power;
    private float _mixPower;
    private int _chosen = -1;
    private float[] _weights;
    private float[] _pending = [];

    /// <param name="channels">1 to 8.</param>
    /// <param name="sampleRate">In Hz.</param>
    public ChannelMixer(int channels, int sampleRate)
    {
        _channels = channels;
        _step = channels * (sampleRate / StepsPerSecond);
        _mix = _weights = Weights(channels);
        _power = new float[channels];
    }

    /// <summary>Mixes more input in whole frames. Returns all complete steps; at most 20 ms wait for the next call.</summary>
    public float[] Mix(float[] interleaved)
    {
        if (_channels == 1)
            return interleaved;
        float[] input = _pending.Length == 0 ? interleaved : [.. _pending, .. interleaved];
        var whole = input.Length - (input.Length % _step);
        var mono = new float[whole / _channels];
        for (var at = 0; at < whole; at += _step)
            MixStep(input.AsSpan(at, _step), mono.AsSpan(at / _channels, _step / _channels));
        _pending = input[whole..];
        return mono;
    }

    /// <summary>Ends the audio and returns the remaining samples.</summary>
    public float[] Flush()
    {
        var mono = new float[_pending.Length / _channels];
        if (mono.Length > 0)
            MixStep(_pending, mono);
        _pending = [];
        return mono;
    }

    // The mean of up to four channels. Five to eight are in the order of surround sound (front left and right, centre, from six channels
    // on the low-frequency effects, and others) and have the weights of ITU-R BS.775: dialogue is in the centre.
    private static float[] Weights(int channels)
    {
        var weights = new float[channels];
        Array.Fill(weights, channels <= 4 ? 1f : 0.5f);
        if (channels > 4)
            (weights[0], weights[1], weights[2]) = (0.7071f, 0.7071f, 1f);
        if (channels > 5)
            weights[3] = 0;
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    private void MixStep(ReadOnlySpan<float> input, Span<float> mono)
    {
        Apply(_mix, input, mono);
        Measure(input, mono);
        var target = Choose();
        if (_weights != target)
            CrossFade(_weights, target, input, mono);
        else if (_weights != _mix)
            Apply(_weights, input, mono);
        _weights = target;
    }

    private void Measure(ReadOnlySpan<float> input, ReadOnlySpan<float> mono)
    {
        for (var channel = 0; channel < _channels; channel++)
        {
            var sum = 0f;
            for (var i = channel; i < input.Length; i += _channels)
                sum += input[i] * input[i];
            _power[channel] = (Decay * _power[channel]) + ((1 - Decay) * sum);
        }

        var mixed = 0f;
        foreach (var sample in mono)
            mixed += sample * sample;
        _mixPower = (Decay * _mixPower) + ((1 - Decay) * mixed);
    }

    private float[] Choose()
    {
        var loudest = _power.AsSpan().IndexOf(_power.Max());
        if (_chosen >= 0 && _power[loudest] < ClearlyLouder * _power[_chosen])
            loudest = _chosen;
        var share = _power[loudest] / (_channels * _channels);
        var cancels = _mixPower < share * (_chosen < 0 ? Cancelled : Restored);
        if (cancels == (_chosen >= 0) && loudest == _chosen)
            return _weights;
        _chosen = cancels ? loudest : -1;
        return cancels ? One(loudest) : _mix;
    }

    private float[] One(int channel)
    {
        var weights = new float[_channels];
        weights[channel] = 1;
        return weights;
    }

    private static void Apply(float[] weights, ReadOnlySpan<float> input, Span<float> mono)
    {
        for (var n = 0; n < mono.Length; n++)
        {
            var sum = 0f;
            for (var channel = 0; channel < weights.Length; channel++)
                sum += weights[channel] * input[(n * weights.Length) + channel];
            mono[n] = sum;
        }
    }

    private static void CrossFade(float[] from, float[] to, ReadOnlySpan<float> input, Span<float> mono)
    {
        for (var n = 0; n < mono.Length; n++)
        {
            var (sum, passed) = (0f, (n + 1f) / mono.Length);
            for (var channel = 0; channel < to.Length; channel++)
                sum += (from[channel] + (passed * (to[channel] - from[channel]))) * input[(n * to.Length) + channel];
            mono[n] = sum;
        }
    }
}
