using System.Text.Json;

namespace Transcribe.Realtime.Events;

/// <summary>Reads the members of a JSON object that a client sent. Errors name the member by its path.</summary>
/// <param name="json">The object.</param>
/// <param name="path">Its path, with a dot at the end; empty for the event itself.</param>
internal readonly struct Members(JsonElement json, string path)
{
    /// <summary>No members.</summary>
    public static Members Empty { get; } = Of(JsonElement.Parse("{}"));

    /// <summary>The members of the event itself.</summary>
    /// <exception cref="RealtimeException">It is not an object.</exception>
    public static Members Of(JsonElement json) => Of(json, "");

    /// <summary>The path of a member.</summary>
    public string PathOf(string name) => path + name;

    /// <summary>Whether the object has the member, which may be null.</summary>
    public bool Has(string name) => TryGet(name, out _);

    /// <summary>Whether the member is null.</summary>
    public bool IsNull(string name) => TryGet(name, out var value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>The members of an object; null if it is absent or null.</summary>
    /// <exception cref="RealtimeException">It is not an object.</exception>
    public Members? Object(string name) => Find(name) is { } value ? Of(value, path + name) : null;

    /// <summary>A text; null if it is absent or null.</summary>
    /// <exception cref="RealtimeException">It is not a text.</exception>
    public string? Text(string name) => Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? Read(name, value, static text => text.GetString())
        : throw Wrong(name, "a string");

    /// <summary>A list of texts; null if it is absent or null.</summary>
    /// <exception cref="RealtimeException">It is not a list of texts.</exception>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Find(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? Read<string[]>(name, value, static list => [.. list.EnumerateArray().Select(item => item.GetString()!)])
            : throw Wrong(name, "an array of strings");
    }

    /// <summary>A member as it was sent; empty if it is absent or null.</summary>
    /// <exception cref="RealtimeException">It is not Unicode.</exception>
    public string Raw(string name) => Find(name) is { } value ? Read(name, value, static member => member.GetRawText()) : "";

    /// <summary>The object as it was sent.</summary>
    /// <exception cref="RealtimeException">It is not Unicode.</exception>
    public string Raw()
    {
        try
        {
            return json.GetRawText();
        }
        catch (InvalidOperationException)
        {
            throw new RealtimeException(RealtimeError.Invalid("invalid_value", "The JSON object must be Unicode text"));
        }
    }

    /// <summary>A number in a range; null if it is absent or null.</summary>
    /// <exception cref="RealtimeException">It is not a number, or out of range.</exception>
    public double? Number(string name, double least, double most)
    {
        if (Find(name) is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most
            ? number
            : throw Wrong(name, FormattableString.Invariant($"a number from {least} to {most}"));
    }

    /// <summary>The bytes of a text in Base64.</summary>
    /// <exception cref="RealtimeException">It is not Base64.</exception>
    public byte[] Bytes(string name) =>
        Find(name) is { ValueKind: JsonValueKind.String } value && value.TryGetBytesFromBase64(out var bytes)
            ? bytes
            : throw Wrong(name, "audio in Base64");

    /// <summary>The error for a member with a value that is not accepted.</summary>
    public RealtimeException Wrong(string name, string wanted) =>
        new(RealtimeError.Invalid("invalid_value", $"'{PathOf(name)}' must be {wanted}", PathOf(name)));

    private JsonElement? Find(string name) => TryGet(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private bool TryGet(string name, out JsonElement value)
    {
        try
        {
            return json.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            throw new RealtimeException(RealtimeError.Invalid(
                "invalid_value", $"'{path.TrimEnd('.')}' has a member whose name is not Unicode", path.TrimEnd('.')));
        }
    }

    private T Read<T>(string name, JsonElement value, Func<JsonElement, T> read)
    {
        try
        {
            return read(value);
        }
        catch (InvalidOperationException)
        {
            throw Wrong(name, "Unicode text");
        }
    }

    private static Members Of(JsonElement json, string path)
    {
        var isEvent = path.Length == 0;
        if (json.ValueKind != JsonValueKind.Object)
            throw new RealtimeException(RealtimeError.Invalid(
                "invalid_value", isEvent ? "An event must be a JSON object" : $"'{path}' must be an object", isEvent ? null : path));
        return new Members(json, isEvent ? "" : path + ".");
    }
}
