using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Mapping;

/// <summary>Resource names of operations, <c>operations/{id}</c>.</summary>
internal static class OperationNames
{
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: not such a name.</exception>
    public static string ToId(string name)
    {
        var id = name.StartsWith(Transcribe.Operations.Operation.NamePrefix, StringComparison.Ordinal) ? name[Transcribe.Operations.Operation.NamePrefix.Length..] : "";
        return id.Length > 0 && !id.Contains('/', StringComparison.Ordinal)
            ? id
            : throw RpcErrors.InvalidField("name", $"An operation's name is `{Transcribe.Operations.Operation.NamePrefix}` and its id");
    }
}
