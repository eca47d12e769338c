namespace Transcribe.Transcription.Windows;

/// <summary>
/// Cuts one stream into spans. It decides frame by frame (10 ms, counted from the stream's start), so block sizes do not change the spans.
/// </summary>
internal sealed class WindowStream(WindowingOptions options, long start)
{
    // In frames. The window of Whisper is 30 s. The cut is in the quietest tenth of a second of its last ten seconds, so that no word is
    // cut.
    private const int MaximumWindow = 3000;
    private const int EarliestCut = 2000;

    // The least audio after a cut. A shorter rest contains no complete word, and models hallucinate text for it.
    private const int MinimumRest = 100;

    // The silence kept before the first and after the last sound, because the onsets and endings of words are softer than the threshold.
    private const int Lead = 20;
    private const int Trail = 30;

    private readonly FrameBuffer _buffer = new(MaximumWindow + MinimumRest, start);
    private readonly double _silencePower = Math.Pow(10, options.SilenceDecibels / 10);
    private readonly int _minimumSilence = (int)(options.MinimumSilence / TimeSpan.FromMilliseconds(10));

    // The audio between the last span and the buffer is silent.
    private long _spansEnd = start;

    // In frames of the buffer; -1 if all frames so far are silent.
    private int _firstSound = -1;
    private int _lastSound = -1;
    private int _looked;

    /// <summary>Adds samples and returns the spans that are now complete.</summary>
    public IEnumerable<AudioSpan> Append(ReadOnlyMemory<float> samples)
    {
        while (!samples.IsEmpty)
        {
            var complete = _buffer.Fill(samples.Span, out var taken);
            samples = samples[taken..];
            while (complete && Next() is { } span)
                yield return span;
        }
    }

    /// <summary>Ends the stream and returns the remaining spans.</summary>
    public IEnumerable<AudioSpan> End()
    {
        _buffer.CompleteLast();
        while (Next() is { } span)
            yield return span;
        if (_buffer.Count > MaximumWindow)
            yield return Cut();
        while (Next() is { } span)
            yield return span;
        if (_lastSound >= 0)
            yield return Close(_buffer.Count);
        Drop(_buffer.Count);
        if (_spansEnd < _buffer.Start)
            yield return Silence();
    }

    // The next span, or null if it needs more audio.
    private AudioSpan? Next()
    {
        Look();
        if (_firstSound < 0)
        {
            if (_buffer.Count >= 2 * Lead)
                Drop(_buffer.Count - Lead);
            return null;
        }

        if (_firstSound > Lead)
            Drop(_firstSound - Lead);
        if (_spansEnd < _buffer.Start)
            return Silence();
        if (_buffer.Count - 1 - _lastSound >= _minimumSilence)
            return Close(_buffer.Count);
        return _buffer.Count == MaximumWindow + MinimumRest ? Cut() : null;
    }

    private void Look()
    {
        for (; _looked < _buffer.Count; _looked++)
        {
            if (_buffer.Power[_looked] < _silencePower)
                continue;
            _lastSound = _looked;
            if (_firstSound < 0)
                _firstSound = _looked;
        }
    }

    private AudioSpan.Silence Silence()
    {
        var silence = new AudioSpan.Silence(_spansEnd, _buffer.Start - _spansEnd);
        _spansEnd = _buffer.Start;
        return silence;
    }

    private AudioSpan.Window Cut() =>
        Close(_lastSound < MaximumWindow
            ? MaximumWindow
            : _buffer.QuietestPoint(
                EarliestCut, Math.Min(MaximumWindow, _buffer.Count - MinimumRest + (FrameBuffer.QuietLength / 2))));

    // The window up to the given frame, without the silence at its end.
    private AudioSpan.Window Close(int end)
    {
        var lastSound = _buffer.Power[..end].LastIndexOfAnyInRange(_silencePower, double.PositiveInfinity);
        var start = _buffer.Start;
        var samples = _buffer.Take(Math.Min(end, lastSound + 1 + Trail));
        _spansEnd = _buffer.Start;
        LookAgain();
        return new(start, samples);
    }

    private void Drop(int frames)
    {
        _buffer.Drop(frames);
        LookAgain();
        Look();
    }

    private void LookAgain() => (_firstSound, _lastSound, _looked) = (-1, -1, 0);
}
