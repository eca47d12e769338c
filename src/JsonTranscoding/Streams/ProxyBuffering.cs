using Microsoft.AspNetCore.Http;

namespace Transcribe.JsonTranscoding.Streams;

/// <summary>Proxies that keep a response until it is whole.</summary>
public static class ProxyBuffering
{
    /// <summary>Asks nginx, which buffers responses otherwise, to pass this one on as it is written.</summary>
    /// <param name="response">A response that has not started.</param>
    public static void Disable(HttpResponse response) => response.Headers["x-accel-buffering"] = "no";
}
