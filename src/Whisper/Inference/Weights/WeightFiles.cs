using Transcribe.Whisper.Folder;

namespace Transcribe.Whisper.Inference.Weights;

/// <summary>Opens the safetensors files of a folder: a single file, or the shards that an index lists.</summary>
internal static class WeightFiles
{
    public static IReadOnlyList<SafetensorsFile> Open(string folder)
    {
        var single = Path.Combine(folder, WeightFileNames.Single);
        if (File.Exists(single))
            return [SafetensorsFile.Open(single)];
        var index = ModelJson.ReadIfPresent(Path.Combine(folder, WeightFileNames.Index));
        return index is null ? throw Missing(folder, single) : OpenShards(folder, index);
    }

    private static List<SafetensorsFile> OpenShards(string folder, ModelJson index)
    {
        var shards = WeightFileNames.ByTensor(index);
        var files = new Dictionary<string, SafetensorsFile>();
        try
        {
            foreach (var (tensor, shard) in shards)
            {
                if (!files.TryGetValue(shard, out var file))
                    files[shard] = file = SafetensorsFile.Open(Path.Combine(folder, shard));
                if (!file.Tensors.ContainsKey(tensor))
                {
                    throw new ModelFolderException(
                        file.Path, $"has no tensor {tensor}, which it should hold according to {WeightFileNames.Index}");
                }
            }
            return [.. files.Values];
        }
        catch
        {
            foreach (var file in files.Values)
                file.Dispose();
            throw;
        }
    }

    private static ModelFolderException Missing(string folder, string single) => File.Exists(Path.Combine(folder, "pytorch_model.bin"))
        ? new(single, "is missing; pytorch_model.bin is not read, convert it to safetensors")
        : new(single, $"is missing, and there is no {WeightFileNames.Index} either");
}
