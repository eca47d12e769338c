namespace Transcribe.Audio;

/// <summary>
/// Whether audio can be spooled. Without a spool, only WAV and headerless PCM that callers send inline can be transcribed.
/// </summary>
public interface ISpoolHealth
{
    /// <summary>True unless the last use of the spool failed and another attempt fails now.</summary>
    bool IsWritable();
}
