using Transcribe.Core;

namespace Transcribe.Transcription.Live;

/// <summary>Ends a stream in which nobody speaks. The limit holds until speech begins once.</summary>
internal sealed class SpeechStartLimit
{
    private TimeSpan? _timeout;
    private long _end = long.MaxValue;

    /// <summary>Begins the time, if there is a limit.</summary>
    /// <param name="timeout">The audio without speech; null for no limit.</param>
    /// <param name="position">The position in the stream, in samples.</param>
    public void Begin(TimeSpan? timeout, long position) =>
        (_timeout, _end) = (timeout, timeout is { } limit ? position + SampleTime.In(limit) : long.MaxValue);

    /// <summary>Speech has begun.</summary>
    public void End() => _end = long.MaxValue;

    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.StreamIdle"/>.</exception>
    public void Check(long position)
    {
        if (position >= _end)
            throw new TranscriptionException(
                TranscriptionError.StreamIdle, $"No speech began in {LimitText.Duration(_timeout!.Value)} of audio");
    }
}
