using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Transcribe.Server.Tests.Operations.Support;

namespace Transcribe.Server.Tests.Operations.Node;

/// <summary>Clients from other projects work with the server.</summary>
public sealed class NodeClientTests
{
    [Fact]
    public async Task ProtoLoader_FromTheProtosAlone_CallsTheServer()
    {
        await using var server = await OperationsServer.StartAsync();
        var expected = await server.Clients.Transcriber.TranscribeAsync(Speech.Inline());

        Assert.Equal(expected.Text, await NodeScript.RunAsync("proto-loader.mjs", Address(server), Repository.Sample(Speech.English)));
    }

    [Fact]
    public async Task Operations_GooglesClient_CreatesPollsListsCancelsAndDeletes()
    {
        await using var server = await OperationsServer.StartAsync();
        var expected = await server.Clients.Transcriber.TranscribeAsync(Speech.Inline());

        var text = await NodeScript.RunAsync(
            "operations.mjs", Address(server), Repository.Sample(Speech.English), server.Peer.Held.ToString());

        Assert.Equal(expected.Text, text);
    }

    [Fact]
    public async Task Webhooks_StandardWebhooksLibrary_VerifiesEachSecretsSignature()
    {
        var secrets = Enumerable.Range(0, 2).Select(_ => $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}").ToArray();
        await using var server = await OperationsServer.StartAsync(
            secrets.Select((secret, number) => $"Transcribe:Webhooks:Secrets:{number}={secret}").ToArray());

        var name = await NodeScript.RunAsync("webhooks.mjs", [Address(server), server.Peer.Sample().ToString(), .. secrets]);

        Assert.True((await server.Clients.GetAsync(name)).Done);
    }

    [Fact]
    public async Task Platform_ItsThreeClients_SubmitPollAndFetch()
    {
        await using var server = await OperationsServer.StartAsync();
        var expected = await Json.PostAsync(server.Clients.Http, "/generate", new { url = server.Peer.Sample() });

        var id = await NodeScript.RunAsync("platform-submit.mjs", Address(server), server.Peer.Sample().ToString());
        await NodeScript.RunAsync("platform-status.mjs", Address(server), id);
        var result = await NodeScript.RunAsync("platform-result.mjs", Address(server), id);

        Assert.True(JsonNode.DeepEquals(expected.Body, JsonNode.Parse(result)), result);
    }

    private static string Address(OperationsServer server) => server.Clients.Http.BaseAddress!.ToString();
}
