namespace Transcribe.Whisper.Folder;

/// <summary>
/// Reads and checks the configuration of a Hugging Face Whisper folder. Models from tiny to large-v3-turbo, <c>.en</c>, distil, fine-tunes
/// and old layouts are supported.
/// </summary>
internal static class WhisperFolderReader
{
    /// <exception cref="ModelFolderException">The path is not a Whisper folder, a file is missing or broken, or the model has an
    /// unsupported form.</exception>
    public static WhisperFolder Read(string path) => Read(path, out _);

    /// <inheritdoc cref="Read(string)"/>
    /// <param name="path">The folder.</param>
    /// <param name="tokenizer">Its tokenizer, which is large: a caller that needs it need not read it again.</param>
    public static WhisperFolder Read(string path, out TokenizerFiles tokenizer)
    {
        if (!Directory.Exists(path))
            throw new ModelFolderException(path, "is not a folder");

        var config = ModelJson.Read(Path.Combine(path, "config.json"));
        var architecture = WhisperConfigReader.Read(config);
        var trailingSilence = PreprocessorConfigReader.Read(Path.Combine(path, "preprocessor_config.json"), architecture.MelBins);
        var generation = ModelJson.ReadIfPresent(Path.Combine(path, "generation_config.json"));
        tokenizer = TokenizerFiles.Read(path);
        return new WhisperFolder
        {
            Path = path,
            Config = architecture,
            TrailingSilence = trailingSilence,
            Int8Cost = config.OptionalFloat("int8_word_error_points"),
            Generation = new GenerationConfigReader(config, generation, tokenizer.Specials(), architecture).Read(),
        };
    }
}
