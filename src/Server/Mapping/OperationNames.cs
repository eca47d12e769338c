using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Mapping;

/// <summary>Resource names of operations, <c>operations/{id}</c>.</summary>
internal static class OperationNames
{
    /// <summary>The name of the collection.</summary>
    private const string Collection = "operations";

    /// <summary>Checks the name of the collection to list; empty means the only one.</summary>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: there is no such collection.</exception>
    public static void CheckCollection(string name)
    {
        if (name is not ("" or Collection))
            throw RpcErrors.InvalidField("name", $"The name of the collection must be `{Collection}`");
    }

    /// <param name="name">The resource name.</param>
    /// <param name="field">The field of the request that contains it.</param>
    /// <exception cref="Grpc.Core.RpcException">INVALID_ARGUMENT: the name is malformed.</exception>
    public static string ToId(string name, string field = "name")
    {
        var id = name.StartsWith(Transcribe.Operations.Operation.NamePrefix, StringComparison.Ordinal)
            ? name[Transcribe.Operations.Operation.NamePrefix.Length..]
            : "";
        return id.Length > 0 && !id.Contains('/', StringComparison.Ordinal)
            ? id
            : throw RpcErrors.InvalidField(
                field, $"The name of an operation must be `{Transcribe.Operations.Operation.NamePrefix}` followed by its id");
    }
}
