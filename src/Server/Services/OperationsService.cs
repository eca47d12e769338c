using Google.LongRunning;

namespace Transcribe.Server.Services;

/// <summary>google.longrunning.Operations: in the contract, and answering UNIMPLEMENTED until it is built.</summary>
internal sealed class OperationsService : Operations.OperationsBase;
