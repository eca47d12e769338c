using System.Numerics;
using Transcribe.Transcription.Windows;

namespace Transcribe.Transcription.Live.Speech;

/// <summary>
/// Cuts one stream into utterances. It decides frame by frame (10 ms, counted from the stream's start), so block sizes do not change the
/// utterances.
/// </summary>
/// <param name="detector">Detects voice.</param>
/// <param name="speechEndTimeout">Silence that ends an utterance.</param>
internal sealed class UtteranceStream(IVoiceDetector detector, TimeSpan speechEndTimeout)
{
    // In frames. An utterance of 28 s is cut in its quietest tenth of a second after 20 s, so that no word is cut. The window of the model
    // has 30 s.
    private const int Longest = 2800;
    private const int EarliestCut = 2000;

    // The onsets and endings of words are softer than what a detector reports.
    private const int Lead = 30;
    private const int Trail = 30;

    // Speech begins when half of a tenth of a second is voice; a click is shorter. At the end of the stream less voice is enough, because
    // the rest of the word is missing.
    private const int OnsetLength = 10;
    private const int Onset = 5;
    private const int LastOnset = 2;

    private readonly int _timeout = Math.Max(1, (int)(speechEndTimeout / TimeSpan.FromMilliseconds(10)));
    private readonly FrameBuffer _buffer = new(Longest);

    // Whether the last frames held voice, the latest in the lowest bit.
    private uint _voice;
    private bool _speaking;

    // In frames of the buffer; negative if it lies before the buffer.
    private int _lastVoice = -1;

    /// <summary>How much of the stream was processed.</summary>
    public long Position => _buffer.Start + ((long)_buffer.Count * FrameBuffer.FrameSize);

    /// <summary>Whether an utterance is in progress.</summary>
    public bool IsOpen => _speaking && _lastVoice >= 0;

    /// <summary>Where the utterance in progress begins.</summary>
    public long OpenStart => _buffer.Start;

    /// <summary>The end of the last voice in the utterance in progress.</summary>
    public long LastVoice => _buffer.Start + ((_lastVoice + 1L) * FrameBuffer.FrameSize);

    /// <summary>Whether the utterance in progress is so long that it may be cut before its current end.</summary>
    public bool MayBeCut => _buffer.Count >= EarliestCut;

    /// <summary>The processed part of the utterance in progress.</summary>
    public Utterance Open() => new(_buffer.Start, _buffer.Copy());

    /// <summary>Adds samples and returns the changes that are now certain.</summary>
    public IEnumerable<SpeechChange> Append(ReadOnlyMemory<float> samples)
    {
        while (!samples.IsEmpty)
        {
            var complete = _buffer.Fill(samples.Span, out var taken);
            samples = samples[taken..];
            if (!complete)
                continue;
            foreach (var change in Hear())
                yield return change;
        }
    }

    /// <summary>Ends the stream and returns the remaining changes.</summary>
    public IEnumerable<SpeechChange> End()
    {
        _buffer.CompleteLast();
        if (!_speaking && Voiced >= LastOnset)
            yield return Begin();
        if (!_speaking)
            yield break;
        foreach (var change in Close())
            yield return change;
    }

    private int Voiced => BitOperations.PopCount(_voice & ((1u << OnsetLength) - 1));

    private IEnumerable<SpeechChange> Hear()
    {
        var isVoice = detector.IsVoice(_buffer.Latest, _buffer.Power[^1]);
        _voice = (_voice << 1) | (isVoice ? 1u : 0);
        if (!_speaking)
        {
            if (Voiced >= Onset)
                yield return Begin();
            else if (_buffer.Count >= 2 * (Lead + OnsetLength))
                _buffer.Drop(_buffer.Count - Lead - OnsetLength);
            yield break;
        }

        if (isVoice)
            _lastVoice = _buffer.Count - 1;
        if (_buffer.Count - 1 - _lastVoice >= _timeout)
        {
            foreach (var change in Close())
                yield return change;
        }
        else if (_buffer.Count == Longest)
        {
            yield return new SpeechChange.Uttered(Take(_buffer.QuietestPoint(EarliestCut, Longest)));
        }
    }

    private SpeechChange.Began Begin()
    {
        var first = _buffer.Count - OnsetLength + BitOperations.LeadingZeroCount(_voice << (32 - OnsetLength));
        _lastVoice = _buffer.Count - 1 - BitOperations.TrailingZeroCount(_voice);
        _speaking = true;
        if (first > Lead)
        {
            _buffer.Drop(first - Lead);
            _lastVoice -= first - Lead;
            first = Lead;
        }

        return new SpeechChange.Began(_buffer.Start + (first * FrameBuffer.FrameSize));
    }

    private IEnumerable<SpeechChange> Close()
    {
        _speaking = false;
        _voice = 0;
        yield return new SpeechChange.Ended(Math.Min(LastVoice, Position));
        if (_lastVoice >= 0)
            yield return new SpeechChange.Uttered(Take(Math.Min(_buffer.Count, _lastVoice + 1 + Trail)));
    }

    private Utterance Take(int frames)
    {
        _lastVoice -= frames;
        var start = _buffer.Start;
        return new Utterance(start, _buffer.Take(frames));
    }
}
