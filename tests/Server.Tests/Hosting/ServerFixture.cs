using Grpc.AspNetCore.Server;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.Server.Tests.Hosting;

[assembly: AssemblyFixture(typeof(ServerFixture))]

namespace Transcribe.Server.Tests.Hosting;

/// <summary>One server with default settings and one host of audio files, shared by all tests that need no others.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    internal TestServer Server { get; private set; } = null!;

    internal FileHost Files { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Files = await FileHost.StartAsync();
        Server = await TestServer.StartAsync(
            builder => builder.Services.Configure<GrpcServiceOptions>(grpc => grpc.Interceptors.Add<FaultInterceptor>()),
            $"Transcribe:Server:SamplesFolder={Repository.Samples}",
            // This is large enough for every sample and small enough to exceed.
            $"Transcribe:Audio:MaxInlineBytes={MaxInlineBytes}",
            $"Transcribe:Audio:MaxDownloadBytes={MaxInlineBytes}");
    }

    internal const int MaxInlineBytes = 1 << 20;

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Files.DisposeAsync();
    }
}
