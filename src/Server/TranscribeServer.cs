using Transcribe.Audio;
using Transcribe.JsonTranscoding;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.JsonTranscoding.Live;
using Transcribe.JsonTranscoding.OpenApi;
using Transcribe.JsonTranscoding.Platform;
using Transcribe.Server.Access;
using Transcribe.Server.Calls;
using Transcribe.Server.Errors;
using Transcribe.Server.Health;
using Transcribe.Server.Operations;
using Transcribe.Server.Ports;
using Transcribe.Server.Services;
using Transcribe.Server.Telemetry;
using Transcribe.Transcription;
using Transcribe.Whisper;
using Transcribe.Whisper.Hub;

namespace Transcribe.Server;

/// <summary>The host, as a table of contents.</summary>
public static class TranscribeServer
{
    /// <summary>Builds the server; settings come from <c>appsettings.json</c>, the environment and the arguments.</summary>
    public static WebApplication Build(string[] args) => Build(CreateBuilder(args));

    /// <summary>All services, to be built as they are or with some replaced.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.AddSharedPort();
        builder.Services
            .AddServerOptions()
            .AddSingleton<IProgress<DownloadProgress>>(ConsoleProgress.ForStandardError())
            .AddAudio()
            .AddWhisper()
            .AddTranscription()
            .AddLongRunning()
            .AddLiveCalls()
            .AddAccess()
            .AddReadiness()
            .AddCalls()
            .AddJsonTranscodedGrpc()
            .AddServerTelemetry();
        return builder;
    }

    /// <summary>The pipeline over the services.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        app.UseRequestIds();
        app.UseJsonErrorBodies(InlineLimit.Message(app.Services));
        app.UseStatusDetails();
        app.UsePlatformCalls();
        app.UseLiveSockets();
        app.MapGrpcServices();
        app.MapApiDocumentation();
        app.MapPlatformCalls();
        app.MapLiveSocket();
        app.UseSamples();
        app.MapServerTelemetry();
        return app;
    }
}
