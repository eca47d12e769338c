using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;

namespace Transcribe.Server.Calls;

/// <summary>Finds the gRPC method of a request.</summary>
internal static class GrpcMethods
{
    /// <summary>The method that the path names; null for a path of HTTP, also of a transcoded method.</summary>
    public static GrpcMethodMetadata? GetGrpcMethod(this HttpContext context) =>
        context.GetEndpoint()?.Metadata is { } metadata && metadata.GetMetadata<GrpcJsonTranscodingMetadata>() is null
            ? metadata.GetMetadata<GrpcMethodMetadata>()
            : null;
}
