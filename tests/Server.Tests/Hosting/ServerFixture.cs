using Grpc.AspNetCore.Server;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.Server.Tests.Hosting;

[assembly: AssemblyFixture(typeof(ServerFixture))]

namespace Transcribe.Server.Tests.Hosting;

/// <summary>One server in its default settings, and one host of audio files, for all tests that need no other.</summary>
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
            // Large enough for every sample, small enough to exceed.
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
