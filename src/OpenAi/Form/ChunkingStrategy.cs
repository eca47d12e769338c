using System.Text.Json;

namespace Transcribe.OpenAi.Form;

/// <summary>
/// Checks the field <c>chunking_strategy</c>, which has no effect: long audio is always cut at its pauses. Clients send <c>auto</c>, a JSON
/// object, or the members of the object in brackets.
/// </summary>
internal static class ChunkingStrategy
{
    private const string Name = "chunking_strategy";

    private static readonly string[] Types = ["auto", "server_vad"];

    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT.</exception>
    public static void Check(FormFields fields)
    {
        var type = fields.Text($"{Name}[type]") ?? (fields.Text(Name)?.Trim() is { } text ? TypeOf(text) : null);
        if (type is not null && !Types.Contains(type))
            throw Invalid();
    }

    private static string TypeOf(string text)
    {
        if (!text.StartsWith('{') && !text.StartsWith('"'))
            return text;
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            var type = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("type", out var member) ? member : root;
            // Text that is not Unicode is an InvalidOperationException.
            return type.ValueKind == JsonValueKind.String ? type.GetString()! : throw Invalid();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Invalid();
        }
    }

    private static Grpc.Core.RpcException Invalid() => FormFields.Invalid(Name, "must be auto, or an object with the type server_vad");
}
