using Transcribe.Core;

namespace Transcribe.Whisper.Folder;

/// <summary>
/// Reads <c>preprocessor_config.json</c>. It checks that the model expects the log-mel features that the engine computes, on which every
/// Whisper model was trained. It reads the one value that may differ: the silence after the audio.
/// </summary>
internal static class PreprocessorConfigReader
{
    // openai/whisper, audio.py: 16 kHz, windows of 25 ms every 10 ms, chunks of 30 s.
    private static readonly (string Name, int Value)[] Expected =
        [("sampling_rate", SampleTime.SampleRate), ("n_fft", 400), ("hop_length", 160), ("chunk_length", 30)];

    /// <param name="path">The file; a folder without it follows its <c>config.json</c>.</param>
    /// <param name="melBins"><c>num_mel_bins</c> of <c>config.json</c>.</param>
    /// <returns><see cref="WhisperFolder.TrailingSilence"/>.</returns>
    public static TimeSpan? Read(string path, int melBins)
    {
        if (ModelJson.ReadIfPresent(path) is not { } json)
            return null;
        foreach (var (name, value) in Expected.Append(("feature_size", melBins)))
        {
            if (json.OptionalInt(name) is { } found && found != value)
                throw json.Wrong(
                    $"\"{name}\" is {found}, "
                        + $"but {(name == "feature_size" ? $"config.json has {value} mel bins" : $"only {value} is supported")}");
        }
        return TrailingSilence(json);
    }

    private static TimeSpan? TrailingSilence(ModelJson json)
    {
        const string Name = "trailing_silence";
        return json.OptionalFloat(Name) switch
        {
            null => null,
            >= 0 and <= 30 and var seconds => TimeSpan.FromSeconds(seconds),
            var seconds => throw json.Wrong($"\"{Name}\" is {seconds}, which is not 0 to 30 seconds"),
        };
    }
}
