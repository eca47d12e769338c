using Microsoft.AspNetCore.Http;

namespace Transcribe.JsonTranscoding.Errors;

/// <summary>Tells gRPC calls from other HTTP requests.</summary>
public static class GrpcRequests
{
    /// <summary>Whether the request is a gRPC call, by its content type.</summary>
    public static bool IsGrpc(this HttpRequest request) =>
        request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;
}
