using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Server.Tests.Operations.Support;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Ports;

/// <summary>One channel over several replicas, as over the addresses of a headless service.</summary>
public sealed class RoundRobinTests
{
    private const string Age = "Transcribe:Server:MaxConnectionAge=00:00:02";

    [Fact]
    public async Task Channel_OverTwoReplicas_UsesBothAndAThirdThatJoins()
    {
        using var folder = new TestFolder();
        await using var first = await ServerProcess.StartAsync(folder["1"], Age);
        await using var second = await ServerProcess.StartAsync(folder["2"], Age);
        var names = new Names([first, second]);
        using var channel = GrpcChannel.ForAddress("names:///replicas", new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Insecure,
            ServiceConfig = new ServiceConfig { LoadBalancingConfigs = { new RoundRobinConfig() } },
            ServiceProvider = new ServiceCollection().AddSingleton<ResolverFactory>(names).BuildServiceProvider(),
        });
        var client = new Transcriber.TranscriberClient(channel);

        await AllAreCalledAsync(client, first, second);
        await using var third = await ServerProcess.StartAsync(folder["3"], Age);
        names.Servers = [first, second, third];
        await AllAreCalledAsync(client, third);
    }

    // No call fails meanwhile.
    private static Task AllAreCalledAsync(Transcriber.TranscriberClient client, params ServerProcess[] servers) =>
        Until.TrueAsync(async () =>
        {
            for (var call = 0; call < 10; call++)
                await client.ListModelsAsync(new ListModelsRequest(), new CallOptions().WithWaitForReady());
            var counts = await Task.WhenAll(servers.Select(CallCount.OfAsync));
            return Array.TrueForAll(counts, count => count > 0);
        });

    /// <summary>A name service. A channel asks it again when a connection has ended, as it asks the DNS.</summary>
    private sealed class Names(ServerProcess[] servers) : ResolverFactory
    {
        public ServerProcess[] Servers { get; set; } = servers;

        public override string Name => "names";

        public override Resolver Create(ResolverOptions options) => new NamesResolver(this);

        private sealed class NamesResolver(Names names) : PollingResolver(NullLoggerFactory.Instance)
        {
            protected override Task ResolveAsync(CancellationToken cancellationToken)
            {
                Listener(ResolverResult.ForResult([
                    .. names.Servers.Select(server => server.Clients.Http.BaseAddress!).Select(at => new BalancerAddress(at.Host, at.Port)),
                ]));
                return Task.CompletedTask;
            }
        }
    }
}
