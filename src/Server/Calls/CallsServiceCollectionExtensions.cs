using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Transcribe.Audio;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.JsonTranscoding.Errors;

namespace Transcribe.Server.Calls;

internal static class CallsServiceCollectionExtensions
{
    private const long LargestDefaultBudget = 1L << 30;

    public static IServiceCollection AddCalls(this IServiceCollection services)
    {
        services.AddSingleton<CallErrors>()
            .AddSingleton<ErrorInterceptor>()
            .AddSingleton<FieldLimitInterceptor>();
        services.AddOptions<GrpcServiceOptions>().PostConfigure<IOptions<AudioOptions>>((grpc, audio) =>
        {
            var limit = (int)Math.Min(audio.Value.MaxInlineBytes + BesideAudio.MaxBytes, Array.MaxLength);
            grpc.MaxReceiveMessageSize = limit;
            // In place of the library's own.
            grpc.CompressionProviders = [new BoundedGzip(limit, InlineLimit.Message(audio.Value))];
        });
        services.AddSingleton(provider => Budget(provider.GetRequiredService<IOptions<ServerOptions>>().Value));
        // JSON encodes bytes in base64, which is a third longer.
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<AudioOptions>>((kestrel, audio) =>
            kestrel.Limits.MaxRequestBodySize = (audio.Value.MaxInlineBytes * 4 / 3) + BesideAudio.MaxBytes);
        // The library logs with this category each message that it cannot read, with a stack trace, although only its sender is at fault.
        // Failures of the methods are logged by CallErrors.
        services.AddLogging(logging => logging.AddFilter("Grpc.AspNetCore.Server.ServerCallHandler", LogLevel.None));
        services.AddGrpcReflection();
        services.AddGrpc(grpc =>
        {
            // Otherwise the library's response to unknown services replaces 404 and 405 for JSON calls.
            grpc.IgnoreUnknownServices = true;
            grpc.Interceptors.Add<ErrorInterceptor>();
            grpc.Interceptors.Add<FieldLimitInterceptor>();
        });
        return services;
    }

    /// <summary>
    /// Maps a group for HTTP endpoints that are not transcoded from gRPC. The group applies the same error map.
    /// </summary>
    public static RouteGroupBuilder MapCalls(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGroup("").AddEndpointFilter<RouteGroupBuilder, CallFilter>();

    private static BodyBudget Budget(ServerOptions options) => new(
        options.MaxBodyBytesInFlight ?? Math.Min(LargestDefaultBudget, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4),
        options.CallerBodyShare);
}
