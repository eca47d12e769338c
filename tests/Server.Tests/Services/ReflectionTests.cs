using Grpc.Reflection.V1Alpha;
using Transcribe.Server.Tests.Hosting;

namespace Transcribe.Server.Tests.Services;

public sealed class ReflectionTests(ServerFixture fixture)
{
    [Fact]
    public async Task ListServices_EveryServiceServed_IsThere()
    {
        using var call = new ServerReflection.ServerReflectionClient(fixture.Server.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var names = call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name);
        await call.RequestStream.CompleteAsync();
        Assert.Superset(
            new HashSet<string> { "transcribe.v1.Transcriber", "google.longrunning.Operations", "grpc.health.v1.Health" },
            names.ToHashSet());
    }
}
