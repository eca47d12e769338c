namespace Transcribe.Operations;

/// <summary>The store of operations cannot be read or written at the moment, for instance because its disk is full. Nothing that was acknowledged is lost.</summary>
public sealed class OperationStoreException(string message, Exception inner) : Exception(message, inner);

/// <summary>The store was written by a newer version of this program, which must not be run over by an older one.</summary>
public sealed class OperationStoreVersionException(string message) : Exception(message);
