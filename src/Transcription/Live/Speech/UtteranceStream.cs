using System.Numerics;
using Transcribe.Core;
using Transcribe.Transcription.Windows;

namespace Transcribe.Transcription.Live.Speech;

/// <summary>
/// Cuts one stream into utterances. It decides frame by frame (10 ms, counted from the stream's start), so block sizes do not change the
/// utterances.
/// </summary>
internal sealed class UtteranceStream
{
    // In frames. The window of the model has 30 s.
    private const int Capacity = 2800;

    // The endings of words are softer than what a detector reports.
    private const int Trail = 30;

    // Speech begins when half of a tenth of a second is voice; a click is shorter. At the end of the stream less voice is enough, because
    // the rest of the word is missing.
    private const int OnsetLength = 10;
    private const int Onset = 5;
    private const int LastOnset = 2;

    private readonly IVoiceDetector _detector;
    private readonly FrameBuffer _buffer = new(Capacity);

    // In frames. An utterance that is longer than the longest is cut in its quietest tenth of a second after the earliest cut, so that no
    // word is cut.
    private int _lead;
    private int _timeout;
    private int _longest;
    private int _earliestCut;

    // Whether the last frames held voice, the latest in the lowest bit.
    private uint _voice;
    private bool _speaking;

    // In frames of the buffer; negative if it lies before the buffer.
    private int _lastVoice = -1;

    /// <param name="detector">Detects voice.</param>
    /// <param name="endpointing">Where utterances begin and end.</param>
    public UtteranceStream(IVoiceDetector detector, Endpointing endpointing)
    {
        _detector = detector;
        Change(endpointing);
    }

    /// <summary>How much of the stream was processed.</summary>
    public long Position => _buffer.Start + ((long)_buffer.Count * FrameBuffer.FrameSize);

    /// <summary>Whether speech has begun and not ended.</summary>
    public bool IsSpeaking => _speaking;

    /// <summary>Whether an utterance is in progress.</summary>
    public bool IsOpen => _speaking && _lastVoice >= 0;

    /// <summary>Where the utterance in progress begins.</summary>
    public long OpenStart => _buffer.Start;

    /// <summary>The end of the last voice in the utterance in progress.</summary>
    public long LastVoice => _buffer.Start + ((_lastVoice + 1L) * FrameBuffer.FrameSize);

    /// <summary>Whether the utterance in progress is so long that it may be cut before its current end.</summary>
    public bool MayBeCut => _buffer.Count >= _earliestCut;

    /// <summary>The processed part of the utterance in progress.</summary>
    public Utterance Open() => new(_buffer.Start, _buffer.Copy());

    /// <summary>Changes where the utterances from the next one on begin and end.</summary>
    public void Change(Endpointing endpointing)
    {
        _detector.Threshold = endpointing.Threshold;
        _lead = Frames(endpointing.PrefixPadding);
        _timeout = endpointing.SpeechEndTimeout is { } pause ? Math.Max(1, Frames(pause)) : int.MaxValue;
        _longest = Math.Min(Capacity, Frames(endpointing.MaxUtterance));
        _earliestCut = _longest * 5 / 7;
    }

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
        return Finish();
    }

    /// <summary>Drops the utterance in progress.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Clear()
    {
        var cleared = _speaking;
        (_speaking, _voice, _lastVoice) = (false, 0, -1);
        _buffer.Drop(_buffer.Count);
        return cleared;
    }

    /// <summary>Ends the utterance in progress and returns its changes. Less than a frame stays for the next one.</summary>
    public IEnumerable<SpeechChange> Finish()
    {
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
        var isVoice = _detector.IsVoice(_buffer.Latest, _buffer.Power[^1]);
        _voice = (_voice << 1) | (isVoice ? 1u : 0);
        if (!_speaking)
        {
            if (Voiced >= Onset)
                yield return Begin();
            else if (_buffer.Count >= 2 * (_lead + OnsetLength))
                _buffer.Drop(_buffer.Count - _lead - OnsetLength);
            yield break;
        }

        if (isVoice)
            _lastVoice = _buffer.Count - 1;
        // An utterance that only a control ends is not filled with silence.
        if (_buffer.Count - 1 - _lastVoice >= _timeout || (_buffer.Count >= _longest && _lastVoice + Trail < _earliestCut))
        {
            foreach (var change in Close())
                yield return change;
        }
        else if (_buffer.Count >= _longest)
        {
            yield return new SpeechChange.Uttered(Take(_buffer.QuietestPoint(_earliestCut, _buffer.Count)));
        }
    }

    private SpeechChange.Began Begin()
    {
        var first = _buffer.Count - OnsetLength + BitOperations.LeadingZeroCount(_voice << (32 - OnsetLength));
        _lastVoice = _buffer.Count - 1 - BitOperations.TrailingZeroCount(_voice);
        _speaking = true;
        if (first > _lead)
        {
            _buffer.Drop(first - _lead);
            _lastVoice -= first - _lead;
            first = _lead;
        }

        return new SpeechChange.Began(_buffer.Start + (first * FrameBuffer.FrameSize));
    }

    private IEnumerable<SpeechChange> Close()
    {
        _speaking = false;
        _voice = 0;
        yield return new SpeechChange.Ended(Math.Min(LastVoice, Position));
        yield return new SpeechChange.Uttered(Take(_lastVoice < 0 ? 0 : Math.Min(_buffer.Count, _lastVoice + 1 + Trail)));
    }

    private Utterance Take(int frames)
    {
        _lastVoice -= frames;
        var start = _buffer.Start;
        return new Utterance(start, _buffer.Take(frames));
    }

    private static int Frames(TimeSpan time) => (int)(time / TimeSpan.FromMilliseconds(10));
}
