namespace Transcribe.Whisper.Folder;

/// <summary>Reads and checks a Hugging Face Whisper folder's configuration, from tiny to large-v3-turbo, <c>.en</c>, distil and fine-tunes, old layouts included.</summary>
internal static class WhisperFolderReader
{
    /// <exception cref="ModelFolderException">It is not a Whisper folder, a file is missing or broken, or the model has a form that is not supported.</exception>
    public static WhisperFolder Read(string path)
    {
        if (!Directory.Exists(path))
            throw new ModelFolderException(path, "is not a folder");

        var config = ModelJson.Read(Path.Combine(path, "config.json"));
        var architecture = WhisperConfigReader.Read(config);
        var trailingSilence = PreprocessorConfigReader.Read(Path.Combine(path, "preprocessor_config.json"), architecture.MelBins);
        var generation = ModelJson.ReadIfPresent(Path.Combine(path, "generation_config.json"));
        var specials = TokenizerFiles.Read(path).Specials();
        return new WhisperFolder
        {
            Path = path,
            Config = architecture,
            TrailingSilence = trailingSilence,
            Int8Cost = config.OptionalFloat("int8_word_error_points"),
            Generation = new GenerationConfigReader(config, generation, specials, architecture).Read(),
        };
    }
}
