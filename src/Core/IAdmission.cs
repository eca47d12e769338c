namespace Transcribe.Core;

/// <summary>The places of direct transcriptions.</summary>
public interface IAdmission
{
    /// <summary>Refuses what a direct transcription would be refused now, without taking a place.</summary>
    /// <exception cref="TranscriptionException"><see cref="TranscriptionError.Overloaded"/>: all places are taken.</exception>
    void Check();
}
