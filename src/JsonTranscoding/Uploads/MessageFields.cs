using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding.Uploads;

/// <summary>Sets the fields of a message by their paths, such as <c>config.language_codes</c>, from text.</summary>
internal static class MessageFields
{
    /// <summary>Sets a field, or adds a value to a repeated field. Names are those of the proto or of JSON.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: the field does not exist, is no text or number, or is invalid.</exception>
    public static void Set(IMessage message, UploadField value)
    {
        var names = value.Name.Split('.');
        foreach (var name in names[..^1])
            message = Inner(message, Find(message, name, value.Name), value.Name);
        var field = Find(message, names[^1], value.Name);
        if (field.IsMap || field.FieldType is FieldType.Message or FieldType.Bytes)
            throw Unknown(value.Name);
        var parsed = Parse(field, value);
        if (field.IsRepeated)
            ((IList)field.Accessor.GetValue(message)).Add(parsed);
        else
            field.Accessor.SetValue(message, parsed);
    }

    private static FieldDescriptor Find(IMessage message, string name, string path) =>
        message.Descriptor.Fields.InDeclarationOrder().FirstOrDefault(field => field.Name == name || field.JsonName == name)
        ?? throw Unknown(path);

    private static IMessage Inner(IMessage message, FieldDescriptor field, string path)
    {
        if (field.IsRepeated || field.FieldType != FieldType.Message)
            throw Unknown(path);
        if (field.Accessor.GetValue(message) is not IMessage inner)
            field.Accessor.SetValue(message, inner = field.MessageType.Parser.ParseFrom(ByteString.Empty));
        return inner;
    }

    private static object Parse(FieldDescriptor field, UploadField value)
    {
        var text = value.Value.Trim();
        return field.FieldType switch
        {
            FieldType.String => value.Value,
            FieldType.Bool when bool.TryParse(text, out var flag) => flag,
            FieldType.Int32 when int.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
            FieldType.Float when float.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
            FieldType.Enum when field.EnumType.FindValueByName(text) is { } choice => choice.Number,
            _ => throw RpcErrors.InvalidField(value.Name, $"The value of `{value.Name}` is not valid"),
        };
    }

    private static Grpc.Core.RpcException Unknown(string path) =>
        RpcErrors.InvalidField(LimitText.Echo(path), $"The request has no field `{LimitText.Echo(path)}` that can be set by a parameter");
}
