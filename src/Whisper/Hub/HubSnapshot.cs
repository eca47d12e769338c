using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Hub;

/// <summary>Selects the files of a repository that the engine needs.</summary>
internal static class HubSnapshot
{
    private const string Config = "config.json";

    /// <summary>All files except the weights. They are downloaded first, so a snapshot with weights is complete.</summary>
    private static readonly string[] Small =
        [Config, "generation_config.json", "preprocessor_config.json", "tokenizer.json", "vocab.json", "merges.txt", "added_tokens.json"];

    /// <summary>Whether a snapshot can be used as it is: it has configuration, tokenizer and all weights.</summary>
    public static bool IsComplete(string folder)
    {
        if (!Has(Config) || !(Has("tokenizer.json") || (Has("vocab.json") && Has("merges.txt"))))
            return false;
        return Has(WeightFileNames.Single) || (Has(WeightFileNames.Index) && Shards(folder).All(Has));

        // A link to a missing blob does not count, although File.Exists is true for it.
        bool Has(string name) => new FileInfo(Path.Combine(folder, name)) is { Exists: true } file
            && file.ResolveLinkTarget(returnFinalTarget: true) is not { Exists: false };
    }

    /// <exception cref="ModelDownloadException">The repository has no configuration or no safetensors.</exception>
    public static IEnumerable<string> SmallFiles(HubRepository repository, HubRevision revision)
    {
        if (!revision.Files.Contains(Config))
            throw new ModelDownloadException(repository.Id, $"has no {Config}: it is not a model in Hugging Face's form");
        if (!revision.Files.Contains(WeightFileNames.Single) && !revision.Files.Contains(WeightFileNames.Index))
            throw new ModelDownloadException(
                repository.Id,
                $"has neither {WeightFileNames.Single} nor {WeightFileNames.Index}; other forms of weights are not read");
        var wanted = revision.Files.Contains(WeightFileNames.Single) ? Small : Small.Append(WeightFileNames.Index);
        return wanted.Where(revision.Files.Contains);
    }

    /// <param name="repository">The repository, for messages.</param>
    /// <param name="revision">The repository's files.</param>
    /// <param name="folder">The snapshot with its small files.</param>
    /// <exception cref="ModelDownloadException">The index names a file that is not in the repository.</exception>
    public static IEnumerable<string> WeightFiles(HubRepository repository, HubRevision revision, string folder)
    {
        if (revision.Files.Contains(WeightFileNames.Single))
            return [WeightFileNames.Single];
        var shards = Shards(folder).ToArray();
        return shards.FirstOrDefault(shard => !revision.Files.Contains(shard)) is { } missing
            ? throw new ModelDownloadException(repository.Id, $"has no {missing}, which {WeightFileNames.Index} names")
            : shards;
    }

    private static IEnumerable<string> Shards(string folder) =>
        WeightFileNames.ByTensor(ModelJson.Read(Path.Combine(folder, WeightFileNames.Index))).Values.Distinct();
}
