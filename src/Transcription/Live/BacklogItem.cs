namespace Transcribe.Transcription.Live;

/// <summary>What waits for processing: a block of audio, or a control behind the audio before it.</summary>
/// <param name="Audio">Mono PCM at 16 kHz; empty if there is a control.</param>
/// <param name="Control">The control; null for audio.</param>
internal readonly record struct BacklogItem(ReadOnlyMemory<float> Audio, LiveControl? Control);

/// <summary>A control of a stream.</summary>
internal abstract record LiveControl
{
    private LiveControl()
    {
    }

    /// <summary>Ends the utterance in progress.</summary>
    public sealed record Finish : LiveControl;

    /// <summary>Drops the audio that has no final result.</summary>
    public sealed record Clear : LiveControl;

    /// <summary>Changes the plan from the next utterance on.</summary>
    public sealed record Change(LivePlan Plan) : LiveControl;
}
