using System.Reflection;
using System.Text.Json.Nodes;

namespace Transcribe.JsonTranscoding.OpenApi;

/// <summary>
/// A part of the OpenAPI document for endpoints that the proto does not have. It may refer to the components of the whole document.
/// </summary>
/// <param name="Document">An OpenAPI document with only the members to add.</param>
public sealed record ApiFragment(JsonObject Document)
{
    /// <summary>Reads the fragment that a project embeds as <c>openapi.json</c>.</summary>
    public static ApiFragment Of(Assembly assembly)
    {
        var name = assembly.GetManifestResourceNames().Single(name => name.EndsWith(".openapi.json", StringComparison.Ordinal));
        using var stream = assembly.GetManifestResourceStream(name)!;
        return new ApiFragment(JsonNode.Parse(stream)!.AsObject());
    }

    /// <summary>Adds the members to a document. Lists are appended.</summary>
    /// <exception cref="InvalidOperationException">The document has a member with another value.</exception>
    internal void AddTo(JsonObject document) => Add(Document, document);

    private static void Add(JsonObject part, JsonObject whole)
    {
        foreach (var (name, value) in part)
        {
            switch (value, whole[name])
            {
                case (JsonObject inner, JsonObject known):
                    Add(inner, known);
                    break;
                case (JsonArray items, JsonArray known):
                    foreach (var item in items)
                        known.Add(item?.DeepClone());
                    break;
                case (_, null):
                    whole[name] = value?.DeepClone();
                    break;
                default:
                    throw new InvalidOperationException($"The OpenAPI document has the member {name} already");
            }
        }
    }
}
