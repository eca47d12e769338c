namespace Transcribe.Engine.Models;

/// <summary>Checks that the log-mel features a model expects are the ones that every Whisper model was trained on, and that the engine computes.</summary>
internal static class PreprocessorCheck
{
    // openai/whisper, audio.py: 16 kHz, windows of 25 ms every 10 ms, chunks of 30 s.
    private static readonly (string Name, int Value)[] Expected = [("sampling_rate", 16_000), ("n_fft", 400), ("hop_length", 160), ("chunk_length", 30)];

    /// <param name="path">Of <c>preprocessor_config.json</c>; folders without one are taken to follow their <c>config.json</c>.</param>
    /// <param name="melBins"><c>num_mel_bins</c> of <c>config.json</c>.</param>
    public static void Check(string path, int melBins)
    {
        if (ModelJson.ReadIfPresent(path) is not { } json)
            return;
        foreach (var (name, value) in Expected.Append(("feature_size", melBins)))
        {
            if (json.OptionalInt(name) is { } found && found != value)
                throw json.Wrong($"\"{name}\" is {found}, but {(name == "feature_size" ? $"config.json has {value} mel bins" : $"only {value} is supported")}");
        }
    }
}
