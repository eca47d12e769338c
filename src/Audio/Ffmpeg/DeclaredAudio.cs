namespace Transcribe.Audio.Ffmpeg;

/// <summary>What a file declares of the audio that ffmpeg decodes. A file can declare anything.</summary>
/// <param name="SampleRate">In Hz; null if unknown.</param>
/// <param name="Duration">Of the whole file; null if unknown, or from 24 h.</param>
internal readonly record struct DeclaredAudio(int? SampleRate, TimeSpan? Duration);
