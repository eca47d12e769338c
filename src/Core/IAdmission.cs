namespace Transcribe.Core;

/// <summary>The places of direct transcriptions.</summary>
public interface IAdmission
{
    /// <summary>Refuses what a direct transcription of the caller would be refused now, without taking a place.</summary>
    /// <exception cref="TranscriptionException">
    /// <see cref="TranscriptionError.Overloaded"/>: all places are taken, or those that the caller may take.
    /// </exception>
    void Check(Caller caller);
}
