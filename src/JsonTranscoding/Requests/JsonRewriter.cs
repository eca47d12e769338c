using System.Text;
using System.Text.Json;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding.Requests;

/// <summary>
/// Copies a message in proto3 JSON and checks each name and value against its descriptor. The copy holds each value in the form that the
/// parser of the transcoding accepts: numbers in strings become numbers, every form of Base64 becomes the standard one, and members that
/// are null are left out.
/// </summary>
/// <param name="output">Receives the copy.</param>
/// <param name="ignoresUnknown">Whether members without a field are left out in place of an error.</param>
/// <param name="hasReferences">Whether bytes can be references to audio taken out of the body. They are copied as they are.</param>
internal sealed class JsonRewriter(Utf8JsonWriter output, bool ignoresUnknown, bool hasReferences)
{
    /// <summary>Copies the object at the reader.</summary>
    /// <param name="json">At the first token of the value.</param>
    /// <param name="type">The message.</param>
    /// <param name="path">The field that has this value; empty for the body.</param>
    /// <exception cref="RpcException">INVALID_ARGUMENT with the path of the field.</exception>
    public void CopyMessage(ref Utf8JsonReader json, MessageDescriptor type, string path)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            throw Invalid(path, "an object", ref json);
        var members = new MemberNames(type, path);
        output.WriteStartObject();
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            var name = Text(ref json, path);
            var field = ignoresUnknown ? members.Find(name) : members.Require(name);
            json.Read();
            if (field is null)
                json.Skip();
            else if (json.TokenType != JsonTokenType.Null)
                CopyField(ref json, members.Take(field, name), members.PathOf(field));
        }
        output.WriteEndObject();
    }

    private void CopyField(ref Utf8JsonReader json, FieldDescriptor field, string path)
    {
        output.WritePropertyName(field.JsonName);
        if (field.IsMap)
            CopyAsIs(ref json, path);
        else if (field.IsRepeated)
            CopyList(ref json, field, path);
        else
            CopyValue(ref json, field, path);
    }

    private void CopyList(ref Utf8JsonReader json, FieldDescriptor field, string path)
    {
        if (json.TokenType != JsonTokenType.StartArray)
            throw Invalid(path, "a list", ref json);
        output.WriteStartArray();
        for (var index = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; index++)
            CopyValue(ref json, field, $"{path}[{index}]");
        output.WriteEndArray();
    }

    private void CopyValue(ref Utf8JsonReader json, FieldDescriptor field, string path)
    {
        if (field.FieldType != FieldType.Message)
            CopyScalar(ref json, field, path);
        else if (Scalars.IsObject(field))
            CopyMessage(ref json, field.MessageType, path);
        else if (json.TokenType == JsonTokenType.String)
            output.WriteStringValue(Scalars.CheckText(Text(ref json, path), field, path));
        else if (Scalars.IsText(field))
            throw Invalid(path, Scalars.Describe(field), ref json);
        else
            CopyAsIs(ref json, path);
    }

    private void CopyScalar(ref Utf8JsonReader json, FieldDescriptor field, string path)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                CopyText(ref json, field, path);
                break;
            case JsonTokenType.Number when Scalars.IsNumber(field) || field.FieldType == FieldType.Enum:
                output.WriteRawValue(Scalars.CheckNumber(Encoding.ASCII.GetString(json.ValueSpan), field, path));
                break;
            case JsonTokenType.True or JsonTokenType.False when field.FieldType == FieldType.Bool:
                output.WriteBooleanValue(json.GetBoolean());
                break;
            default:
                throw Invalid(path, Scalars.Describe(field), ref json);
        }
    }

    private void CopyText(ref Utf8JsonReader json, FieldDescriptor field, string path)
    {
        var text = Text(ref json, path);
        if (field.FieldType == FieldType.Bool)
            throw Invalid(path, Scalars.Describe(field), ref json);
        if (Scalars.IsNumber(field))
            output.WriteRawValue(Scalars.CheckNumber(text, field, path));
        else if (field.FieldType == FieldType.Bytes && !hasReferences)
            output.WriteBase64StringValue(Scalars.CheckBytes(text, field, path).Span);
        else
            output.WriteStringValue(Scalars.CheckText(text, field, path));
    }

    private void CopyAsIs(ref Utf8JsonReader json, string path)
    {
        using var value = JsonDocument.ParseValue(ref json);
        try
        {
            value.WriteTo(output);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            throw NotUnicode(path);
        }
    }

    private static string Text(ref Utf8JsonReader json, string path)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw NotUnicode(path);
        }
    }

    private static RpcException NotUnicode(string path) =>
        RpcErrors.InvalidField(path, $"{Place.Of(path)} has text that is not Unicode");

    private static RpcException Invalid(string path, string expected, ref Utf8JsonReader json) =>
        Scalars.Invalid(path, expected, json.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "a list",
            JsonTokenType.String => $"\"{Text(ref json, path)}\"",
            _ => Encoding.UTF8.GetString(json.ValueSpan),
        });
}
