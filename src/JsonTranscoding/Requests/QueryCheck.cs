using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.AspNetCore.Http;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding.Requests;

/// <summary>Checks the query of a transcoded call. It holds the fields that are neither in the path nor in the body.</summary>
internal static class QueryCheck
{
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT with the field.</exception>
    public static void Check(HttpRequest request, GrpcJsonTranscodingMetadata call)
    {
        if (request.Query.Count > 0 && call.HttpRule.Body == "*")
            throw RpcErrors.InvalidField(
                LimitText.Echo(request.Query.First().Key), "This call takes its fields from the body; it has no query parameters");
        var groups = new Dictionary<string, MemberNames>();
        foreach (var (name, values) in request.Query)
        {
            var field = Find(name, call.MethodDescriptor.InputType, groups, out var path);
            if (Scalars.IsObject(field))
                throw RpcErrors.InvalidField(path, $"The field `{path}` is a message; its fields are set one by one, as `{path}.…`");
            if (values.Count > 1 && !field.IsRepeated)
                throw RpcErrors.InvalidField(path, $"The query parameter `{path}` occurs twice");
            foreach (var value in values)
                CheckValue(value ?? "", field, path);
        }
    }

    /// <summary>Finds the field of a dotted name.</summary>
    /// <param name="name">The name of the parameter.</param>
    /// <param name="type">The request.</param>
    /// <param name="groups">The names that occurred, by the path of their message.</param>
    /// <param name="path">The path of the field, with the names of the proto.</param>
    /// <exception cref="Grpc.Core.RpcException">
    /// INVALID_ARGUMENT: there is no such field, it occurred before, or another field of its oneof or of a parent's did.
    /// </exception>
    public static FieldDescriptor Find(
        string name, MessageDescriptor type, Dictionary<string, MemberNames> groups, out string path)
    {
        path = "";
        var parts = name.Split('.');
        foreach (var (index, part) in parts.Index())
        {
            if (!groups.TryGetValue(path, out var members))
                groups[path] = members = new MemberNames(type, path);
            var field = members.Require(part);
            path = members.PathOf(field);
            if (index == parts.Length - 1)
                return members.Take(field, part);
            type = Scalars.IsObject(field) && !field.IsRepeated
                ? members.Enter(field).MessageType
                : throw RpcErrors.InvalidField(path, $"The field `{path}` has no fields of its own");
        }
        throw new InvalidOperationException("A name has at least one part");
    }

    private static void CheckValue(string value, FieldDescriptor field, string path)
    {
        if (field.FieldType == FieldType.Bool && value is not ("true" or "false"))
            throw Scalars.Invalid(path, Scalars.Describe(field), $"\"{value}\"");
        if (Scalars.IsNumber(field))
            Scalars.CheckNumber(value, field, path);
        else
            Scalars.CheckText(value, field, path);
    }
}
