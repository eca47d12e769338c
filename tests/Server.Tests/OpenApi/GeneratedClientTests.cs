using Transcribe.Server.Tests.Operations.Support;

namespace Transcribe.Server.Tests.OpenApi;

/// <summary>
/// A client that is generated from the OpenAPI document (openapi-typescript, openapi-fetch) compiles and makes each call.
/// </summary>
public sealed class GeneratedClientTests
{
    [Fact]
    public async Task EachCall_OfAGeneratedClient_Succeeds()
    {
        await using var server = await OperationsServer.StartAsync(peer =>
            [$"WEBHOOK={peer.Hook}", "Transcribe:Models:Additional:0=nobody.example/whisper", "Transcribe:Models:AllowUnload=true"]);
        await NodeScript.RunAsync(
            "openapi/run.mjs", server.Clients.Http.BaseAddress!.ToString(), server.Peer.Sample().ToString());
    }
}
