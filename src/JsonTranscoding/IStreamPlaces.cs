using Transcribe.Core;

namespace Transcribe.JsonTranscoding;

/// <summary>
/// Limits the streams of each caller. Endpoints that always stream have a <see cref="StreamAttribute"/> instead; this is for those whose
/// body decides.
/// </summary>
public interface IStreamPlaces
{
    /// <summary>Counts a stream of the caller until the result is disposed of.</summary>
    /// <exception cref="Grpc.Core.RpcException">QUOTA_EXCEEDED.</exception>
    IDisposable Enter(Caller caller);
}
