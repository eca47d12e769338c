using System.Text.Json;

namespace Transcribe.Whisper.Folder;

/// <summary>Names of a folder's weight files.</summary>
internal static class WeightFileNames
{
    public const string Single = "model.safetensors";

    public const string Index = "model.safetensors.index.json";

    /// <summary>
    /// Shards by tensor name, from an index. Shards lie in the folder of the index: other paths are rejected, because they could lead out
    /// of it.
    /// </summary>
    public static Dictionary<string, string> ByTensor(ModelJson index)
    {
        if (index.OptionalObject("weight_map") is not { } map)
            throw index.Wrong("has no \"weight_map\"");
        var shards = new Dictionary<string, string>();
        foreach (var tensor in map.EnumerateObject())
        {
            var shard = tensor.Value.ValueKind == JsonValueKind.String ? tensor.Value.GetString()! : "";
            if (!shard.EndsWith(".safetensors", StringComparison.Ordinal) || shard.AsSpan().ContainsAny('/', '\\'))
                throw index.Wrong(
                    $"\"weight_map\" gives {tensor.Name} the file {tensor.Value.GetRawText()}, which is not a .safetensors file beside it");
            shards[tensor.Name] = shard;
        }
        return shards.Count > 0 ? shards : throw index.Wrong("\"weight_map\" is empty");
    }
}
