using System.Runtime.CompilerServices;
using System.Text.Json;
using Google.LongRunning;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Microsoft.AspNetCore.Grpc.JsonTranscoding;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.JsonTranscoding.Inline;
using Transcribe.JsonTranscoding.OpenApi;
using Transcribe.V1;

namespace Transcribe.JsonTranscoding;

/// <summary>Serves HTTP/JSON by the HTTP rules of the contract.</summary>
public static class JsonTranscodingExtensions
{
    /// <summary>
    /// The types that status details may contain as Any messages. A detail of an unregistered type turns the whole error into an empty 500
    /// response.
    /// </summary>
    internal static TypeRegistry Types { get; } = TypeRegistry.FromFiles(
        TranscribeReflection.Descriptor,
        OperationsReflection.Descriptor,
        StatusReflection.Descriptor,
        ErrorDetailsReflection.Descriptor);

    /// <summary>Serves each gRPC method with an HTTP rule as JSON, too.</summary>
    public static IServiceCollection AddJsonTranscodedGrpc(this IServiceCollection services)
    {
        services.AddGrpc().AddJsonTranscoding(options => options.TypeRegistry = Types);
        services.AddOptions<GrpcJsonTranscodingOptions>().PostConfigure(options =>
        {
            // The first converter of a type counts.
            UnaryOptions(options).Converters.Insert(0, new BytesConverter());
            StreamingOptions(options).Converters.Insert(0, new BytesConverter());
        });
        return services.AddSingleton(ApiFragment.Of(typeof(JsonTranscodingExtensions).Assembly));
    }

    // The transcoding has no public way to add a converter.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_UnarySerializerOptions")]
    private static extern JsonSerializerOptions UnaryOptions(GrpcJsonTranscodingOptions options);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_ServerStreamingSerializerOptions")]
    private static extern JsonSerializerOptions StreamingOptions(GrpcJsonTranscodingOptions options);
}
