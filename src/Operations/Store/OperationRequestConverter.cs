using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Transcribe.Core;

namespace Transcribe.Operations.Store;

/// <summary>
/// Writes a request as one flat object: its own members, then the members of its settings. Rows of all versions have this form, so equal
/// requests keep equal fingerprints.
/// </summary>
internal sealed class OperationRequestConverter : JsonConverter<OperationRequest>
{
    public override OperationRequest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var json = JsonNode.Parse(ref reader)!;
        var source = json.Deserialize(FlatJson.Default.RequestSource)!;
        if (source is { Uri: null, ContentHash: null })
            throw new JsonException("The request has no audio");
        return new OperationRequest
        {
            Uri = source.Uri,
            ContentHash = source.ContentHash,
            Format = source.Format,
            TraceParent = source.TraceParent,
            Account = source.Account,
            Settings = json.Deserialize(FlatJson.Default.TranscriptionSettings)!,
        };
    }

    public override void Write(Utf8JsonWriter writer, OperationRequest value, JsonSerializerOptions options)
    {
        var source = new RequestSource(value.Uri, value.ContentHash, value.Format, value.TraceParent, value.Account);
        var json = JsonSerializer.SerializeToNode(source, FlatJson.Default.RequestSource)!.AsObject();
        foreach (var (name, setting) in JsonSerializer.SerializeToNode(value.Settings, FlatJson.Default.TranscriptionSettings)!.AsObject())
            json[name] = setting?.DeepClone();
        json.WriteTo(writer);
    }
}

/// <summary>The members of a stored request that are not settings.</summary>
internal sealed record RequestSource(Uri? Uri, string? ContentHash, PcmFormat? Format, string? TraceParent, string? Account);

/// <summary>The two parts of a stored request.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RequestSource))]
[JsonSerializable(typeof(TranscriptionSettings))]
internal sealed partial class FlatJson : JsonSerializerContext;
