namespace Transcribe.Core;

/// <summary>
/// A model cannot be found, read or loaded. The operator must fix this error. The message names the model or file and the problem.
/// </summary>
public abstract class ModelException(string message, Exception? inner = null) : Exception(message, inner);
