using Google.Protobuf.Reflection;
using Grpc.Core;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.JsonTranscoding.Requests;

/// <summary>The members of one JSON object, or the parameters of a query, by the fields of their message.</summary>
/// <param name="type">The message.</param>
/// <param name="path">The path of the message; empty for the request itself.</param>
internal sealed class MemberNames(MessageDescriptor type, string path)
{
    private readonly HashSet<FieldDescriptor> _taken = [];

    /// <summary>Returns the field of a name in either form of proto3 JSON, or null if the message has none.</summary>
    public FieldDescriptor? Find(string name) =>
        type.FindFieldByName(name) ?? type.Fields.InDeclarationOrder().FirstOrDefault(field => field.JsonName == name);

    /// <summary>Returns the field of a name.</summary>
    /// <exception cref="RpcException">
    /// INVALID_ARGUMENT: the message has no such field. The error suggests one that is spelled alike.
    /// </exception>
    public FieldDescriptor Require(string name) => Find(name) ?? throw Unknown(name);

    /// <summary>Notes that a field has a value.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: it had one before, or another field of its oneof has.</exception>
    public FieldDescriptor Take(FieldDescriptor field, string name)
    {
        if (!_taken.Add(field))
            throw RpcErrors.InvalidField(PathOf(field), $"The name \"{LimitText.Echo(name)}\" occurs twice{Where}");
        return Alone(field);
    }

    /// <summary>Notes that a field of the message that a field holds has a value, which further ones may have.</summary>
    /// <exception cref="RpcException">INVALID_ARGUMENT: another field of the oneof has a value.</exception>
    public FieldDescriptor Enter(FieldDescriptor field)
    {
        _taken.Add(field);
        return Alone(field);
    }

    /// <summary>Returns the path of a field from the request, with the names of the proto.</summary>
    public string PathOf(FieldDescriptor field) => PathOf(field.Name);

    private string Where => path.Length == 0 ? "" : $" at '{path}'";

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private FieldDescriptor Alone(FieldDescriptor field)
    {
        if (field.RealContainingOneof?.Fields.FirstOrDefault(other => other != field && _taken.Contains(other)) is { } other)
            throw RpcErrors.InvalidField(PathOf(field), $"Only one of `{PathOf(other)}` and `{PathOf(field)}` may be set");
        return field;
    }

    private RpcException Unknown(string name)
    {
        var near = NearMiss.Of(name, type.Fields.InDeclarationOrder().Select(field => field.JsonName));
        return RpcErrors.InvalidField(
            PathOf(LimitText.Echo(name)),
            $"Unknown name \"{LimitText.Echo(name)}\"{Where}" + (near is null ? "" : $"; did you mean \"{near}\"?"));
    }
}
