using Transcribe.Engines.Hub;
using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Hub;

/// <summary>The files of a Hugging Face folder.</summary>
internal sealed class FolderSelection : IHubSelection
{
    private const string Config = "config.json";

    /// <summary>All files except the weights. They are downloaded first, so a snapshot with weights is complete.</summary>
    private static readonly string[] Small =
        [Config, "generation_config.json", "preprocessor_config.json", "tokenizer.json", "vocab.json", "merges.txt", "added_tokens.json"];

    /// <inheritdoc/>
    /// <remarks>It has configuration, tokenizer and all weights.</remarks>
    public bool IsComplete(string snapshot)
    {
        if (!Has(Config) || !(Has("tokenizer.json") || (Has("vocab.json") && Has("merges.txt"))))
            return false;
        return Has(WeightFileNames.Single) || (Has(WeightFileNames.Index) && Shards(snapshot).All(Has));

        bool Has(string name) => HubLocator.Has(snapshot, name);
    }

    /// <inheritdoc/>
    public IEnumerable<string> FirstFiles(HubRepository repository, HubRevision revision)
    {
        if (!revision.Files.Contains(Config))
            throw NotInThisForm(repository, revision);
        if (!revision.Files.Contains(WeightFileNames.Single) && !revision.Files.Contains(WeightFileNames.Index))
            throw new ModelDownloadException(
                repository.Id,
                $"has neither {WeightFileNames.Single} nor {WeightFileNames.Index}; other forms of weights are not read");
        var wanted = revision.Files.Contains(WeightFileNames.Single) ? Small : Small.Append(WeightFileNames.Index);
        return wanted.Where(revision.Files.Contains);
    }

    /// <inheritdoc/>
    public IEnumerable<string> OtherFiles(HubRepository repository, HubRevision revision, string snapshot)
    {
        WhisperFolderReader.Read(snapshot);
        if (revision.Files.Contains(WeightFileNames.Single))
            return [WeightFileNames.Single];
        var shards = Shards(snapshot).ToArray();
        return shards.FirstOrDefault(shard => !revision.Files.Contains(shard)) is { } missing
            ? throw new ModelDownloadException(repository.Id, $"has no {missing}, which {WeightFileNames.Index} names")
            : shards;
    }

    private static ModelDownloadException NotInThisForm(HubRepository repository, HubRevision revision)
    {
        string[] others = [.. revision.Files.Where(name => name.EndsWith(".bin", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        var hint = others.Length == 0 ? "" : $". A ggml file is named as {repository.Id}/<file> ({string.Join(", ", others)})";
        return new(repository.Id, $"has no {Config}: it is not a model in Hugging Face's form{hint}");
    }

    private static IEnumerable<string> Shards(string folder) =>
        WeightFileNames.ByTensor(ModelJson.Read(Path.Combine(folder, WeightFileNames.Index))).Values.Distinct();
}
