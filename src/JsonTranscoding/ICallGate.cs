using Microsoft.AspNetCore.Http;

namespace Transcribe.JsonTranscoding;

/// <summary>Admits calls that transcribe, so that shutdown can wait for the last of them.</summary>
public interface ICallGate
{
    /// <summary>Refuses what <see cref="Enter"/> would refuse now, without a count.</summary>
    /// <exception cref="Grpc.Core.RpcException">NOT_READY.</exception>
    void Check();

    /// <summary>Admits a call and counts it until its response has been sent.</summary>
    /// <param name="context">The call.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>A token that is cancelled when the caller disconnects or the drain timeout expires.</returns>
    /// <exception cref="Grpc.Core.RpcException">NOT_READY: the model is loading, or the service is shutting down.</exception>
    CancellationToken Enter(HttpContext context, CancellationToken cancellationToken);
}
