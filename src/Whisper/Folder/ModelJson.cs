using System.Text.Json;

namespace Transcribe.Whisper.Folder;

/// <summary>
/// One JSON file of a model folder. If a value has the wrong kind, the getters throw an exception that names the file and the field. A
/// field that is null counts as absent, because Python's libraries write unset fields as null. Comments and trailing commas are skipped,
/// because people leave them in edited configs.
/// </summary>
internal sealed class ModelJson
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private ModelJson(string path, JsonElement root)
    {
        Path = path;
        Root = root;
    }

    public string Path { get; }

    /// <summary>A JSON object.</summary>
    public JsonElement Root { get; }

    /// <exception cref="ModelFolderException">The file is missing, unreadable, or not one JSON object.</exception>
    public static ModelJson Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream, Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new ModelFolderException(path, $"holds a JSON {Kind(document.RootElement)}, not an object");
            return new ModelJson(path, document.RootElement.Clone());
        }
        catch (JsonException e)
        {
            throw new ModelFolderException(path, $"is not valid JSON: {e.Message}", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelFolderException(path, "is missing", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFolderException(path, $"cannot be read: {e.Message}", e);
        }
    }

    public static ModelJson? ReadIfPresent(string path) => File.Exists(path) ? Read(path) : null;

    public int Int(string name) => OptionalInt(name) ?? throw Wrong($"has no \"{name}\"");

    public int? OptionalInt(string name) =>
        Find(name, JsonValueKind.Number) is { } value ? ToInt(value, name) : null;

    public float? OptionalFloat(string name) => Find(name, JsonValueKind.Number) is { } value ? value.GetSingle() : null;

    public string? OptionalString(string name) => Find(name, JsonValueKind.String)?.GetString();

    public bool? OptionalBool(string name) => Value(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw Wrong($"\"{name}\" is a JSON {Kind(other)}, not true or false"),
    };

    public JsonElement? OptionalArray(string name) => Find(name, JsonValueKind.Array);

    public JsonElement? OptionalObject(string name) => Find(name, JsonValueKind.Object);

    /// <summary>An object that maps names to ids; null if the field is absent.</summary>
    public Dictionary<string, int>? OptionalIds(string name) => OptionalObject(name) is { } value ? Ids(value, name) : null;

    /// <summary>The members of an object of this file as ids by name, in the file's order.</summary>
    public Dictionary<string, int> Ids(JsonElement map, string name)
    {
        var ids = new Dictionary<string, int>();
        foreach (var member in map.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Number || !member.Value.TryGetInt32(out var id))
                throw Wrong($"\"{name}\" gives \"{member.Name}\" the id {member.Value.GetRawText()}, which is not a 32-bit integer");
            ids[member.Name] = id;
        }
        return ids;
    }

    public int ToInt(JsonElement value, string name) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
        ? number
        : throw Wrong($"\"{name}\" is {value.GetRawText()}, not a 32-bit integer");

    public ModelFolderException Wrong(string problem) => new(Path, problem);

    private JsonElement? Find(string name, JsonValueKind kind) => Value(name) is not { } value
        ? null
        : value.ValueKind == kind ? value : throw Wrong($"\"{name}\" is a JSON {Kind(value)}, not a JSON {Name(kind)}");

    private JsonElement? Value(string name) =>
        Root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string Kind(JsonElement value) => Name(value.ValueKind);

    private static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
