using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Options;
using Transcribe.Audio;
using Transcribe.Core;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Bodies;
using Transcribe.JsonTranscoding.ContainerHost;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.JsonTranscoding.Live;
using Transcribe.JsonTranscoding.OpenApi;
using Transcribe.JsonTranscoding.Requests;
using Transcribe.JsonTranscoding.Streams;
using Transcribe.JsonTranscoding.Uploads;
using Transcribe.OpenAi;
using Transcribe.OpenAi.Errors;
using Transcribe.Realtime;
using Transcribe.Server.Access;
using Transcribe.Server.Calls;
using Transcribe.Server.Commands;
using Transcribe.Server.Lifetime;
using Transcribe.Server.Ports;
using Transcribe.Server.Services;
using Transcribe.Server.Telemetry;
using Transcribe.Transcription;
using Transcribe.Transcription.Live;
using Transcribe.Whisper;
using Transcribe.WhisperCpp;

namespace Transcribe.Server;

/// <summary>Composes the host.</summary>
public static class TranscribeServer
{
    /// <summary>Builds the server. Settings are read from <c>appsettings.json</c>, the environment and the arguments.</summary>
    public static WebApplication Build(string[] args) => Configure(CreateBuilder(args).Build());

    /// <summary>Runs the server until it is stopped.</summary>
    /// <returns>
    /// False if an unexpected exception in a background service or in the load of the default model stopped it. It has been logged.
    /// </returns>
    /// <exception cref="Exception">
    /// The default model could not be loaded, for a reason that <see cref="StartFailure"/> explains.
    /// </exception>
    public static async Task<bool> RunAsync(WebApplication server)
    {
        var background = server.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToArray();
        var models = server.Services.GetRequiredService<IModelCatalog>();
        try
        {
            await server.RunAsync();
        }
        catch (OperationCanceledException) when (HasFailed())
        {
            // The service or the load failed while the host was starting.
        }
        if (models.Failure is { } failure && StartFailure.Explain(failure) is not null)
            ExceptionDispatchInfo.Throw(failure);
        return !HasFailed();

        bool HasFailed() => models.Failure is not null || background.Any(service => service.ExecuteTask is { IsFaulted: true });
    }

    /// <summary>Registers all services. The caller may replace some of them before it builds the server.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.AddSharedPort();
        builder.AddLogFormat();
        builder.Services
            .AddServerOptions()
            .AddSingleton<IProgress<DownloadProgress>>(ConsoleProgress.ForStandardError())
            .AddAudio()
            .AddWhisper()
            .AddWhisperCpp()
            .AddTranscription()
            .AddServices(builder.Configuration)
            .AddRealtime(RealtimeLimitsOf)
            .AddAccess()
            .AddLifetime()
            .AddCalls()
            .AddJsonTranscodedGrpc()
            .AddJsonCompression()
            .AddServerTelemetry(builder.Configuration);
        return builder;
    }

    /// <summary>Builds the request pipeline.</summary>
    /// <returns>The same server.</returns>
    public static WebApplication Configure(WebApplication app)
    {
        var audio = app.Services.GetRequiredService<IOptions<AudioOptions>>().Value;
        var live = app.Services.GetRequiredService<IOptions<LiveOptions>>().Value;
        app.UseDisconnects();
        app.UseForwardedHeaders();
        app.UseConnectionTable();
        app.UseHead();
        app.UseRouting();
        app.UseCors();
        app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        app.UseRpcMeter();
        app.UseJsonCompression();
        app.UseStreamFormats();
        app.UseJsonErrorBodies(ErrorFormOf);
        app.UseOptions();
        app.UseStatusDetails(InlineLimit.Message(audio));
        app.UseRequestBodyLimit(InlineLimit.Message(audio));
        app.UseAccess();
        app.UseRequestCharset();
        app.UseJsonRequests();
        app.UseGrpcBodyLimit();
        app.UseLiveSockets();
        app.MapGrpcServices();
        app.MapCalls().MapUploads().MapContainerHost().MapOpenAi()
            .MapLiveSocket(new(live.MaxMessageBytes, live.MaxBytesPerSecond))
            .MapGroup("").WithMetadata(new OpenAiErrorsAttribute()).MapRealtime();
        app.MapGroup("").AllowAnonymous().MapProbes();
        app.MapPages(access => access.Docs).MapApiDocumentation();
        app.MapPages(access => access.Metrics).MapServerTelemetry();
        app.MapPages(access => access.Samples).MapSamples();
        return app;
    }

    // OpenAI's clients have calls under these paths that the server does not have.
    private static OpenAiErrorsAttribute? ErrorFormOf(PathString path) =>
        path.StartsWithSegments(OpenAiExtensions.Path) || path.StartsWithSegments(RealtimeExtensions.Path)
            ? new OpenAiErrorsAttribute()
            : null;

    private static RealtimeLimits RealtimeLimitsOf(IServiceProvider services)
    {
        var live = services.GetRequiredService<IOptions<LiveOptions>>().Value;
        return new RealtimeLimits(live.MaxMessageBytes, live.MaxBytesPerSecond, live.IdleTimeout, live.MaxLifetime);
    }
}
