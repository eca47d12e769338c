using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.JsonTranscoding.Requests;

namespace Transcribe.JsonTranscoding.Uploads;

/// <summary>Reads a message from parameters, whose names are the paths of its fields, such as <c>config.language_codes</c>.</summary>
internal static class MessageParameters
{
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: a field does not exist or is invalid.</exception>
    public static T Read<T>(IEnumerable<UploadField> parameters)
        where T : IMessage<T>, new()
    {
        var json = new JsonObject();
        var groups = new Dictionary<string, MemberNames>();
        foreach (var parameter in parameters.GroupBy(parameter => parameter.Name, parameter => parameter.Value))
        {
            var field = QueryCheck.Find(parameter.Key, new T().Descriptor, groups, out var path);
            var values = parameter.Select(value => Value(value, field, path)).ToArray();
            if (values.Length > 1 && !field.IsRepeated)
                throw RpcErrors.InvalidField(path, $"The parameter `{path}` occurs twice");
            Set(json, path, field.IsRepeated ? new JsonArray(values) : values[0]);
        }
        return JsonMessage.Parse<T>(new StringReader(json.ToJsonString()));
    }

    private static void Set(JsonObject json, string path, JsonNode value)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
            json = (JsonObject)(json[name] ??= new JsonObject());
        json[names[^1]] = value;
    }

    private static JsonNode Value(string value, FieldDescriptor field, string path)
    {
        if (Scalars.IsObject(field) || field.FieldType == FieldType.Bytes)
            throw RpcErrors.InvalidField(path, $"The field `{path}` cannot be set by a parameter");
        if (field.FieldType == FieldType.Bool)
            return bool.TryParse(value, out var flag) ? flag : throw Scalars.Invalid(path, Scalars.Describe(field), $"\"{value}\"");
        return Scalars.IsNumber(field)
            ? JsonNode.Parse(Scalars.CheckNumber(value, field, path))!
            : JsonValue.Create(Scalars.CheckText(value, field, path));
    }
}
