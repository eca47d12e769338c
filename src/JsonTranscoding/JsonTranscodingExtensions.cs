using Google.LongRunning;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.V1;

namespace Transcribe.JsonTranscoding;

/// <summary>HTTP/JSON from the contract's HTTP rules.</summary>
public static class JsonTranscodingExtensions
{
    /// <summary>A status' details are Any messages: one whose type is not registered would turn the whole error into an empty 500.</summary>
    internal static TypeRegistry Types { get; } = TypeRegistry.FromFiles(
        TranscribeReflection.Descriptor,
        OperationsReflection.Descriptor,
        StatusReflection.Descriptor,
        ErrorDetailsReflection.Descriptor);

    /// <summary>Serves each gRPC method that has an HTTP rule as JSON too.</summary>
    public static IServiceCollection AddJsonTranscodedGrpc(this IServiceCollection services)
    {
        services.AddGrpc().AddJsonTranscoding(options => options.TypeRegistry = Types);
        return services;
    }
}
