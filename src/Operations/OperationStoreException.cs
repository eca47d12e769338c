namespace Transcribe.Operations;

/// <summary>
/// The store of operations cannot be read or written at the moment, for example because its disk is full. Acknowledged changes are not
/// lost.
/// </summary>
public sealed class OperationStoreException(string message, Exception inner) : Exception(message, inner)
{
    /// <summary>Whether the change may have been stored all the same, because the connection broke during its commit.</summary>
    public bool IsUncertain { get; init; }
}

/// <summary>A newer version of this program wrote the store. An older version must not use it.</summary>
public sealed class OperationStoreVersionException(string message) : Exception(message);
