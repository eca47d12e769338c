using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Operations.Support;

namespace Transcribe.Server.Tests.Operations;

/// <summary>The operator's commands, each in its own process beside the server.</summary>
public sealed class WebhookCommandTests
{
    [Fact]
    public async Task ListAndResend_WebhooksGivenUp_AreSentAgainWithTheirIdAndBody()
    {
        await using var server = await OperationsServer.StartAsync();
        server.Peer.HookStatus = 410;
        foreach (var (request, given) in new[] { (Speech.Inline(), 1), (Speech.At(server.Peer.Missing), 2) })
        {
            await server.Clients.EndAsync((await server.Clients.CreateAsync(request, webhook: server.Peer.Hook)).Name);
            // The webhooks fail one after the other, because the list is in the order of failure.
            await Until.TrueAsync(async () => (await ListAsync(server)).Length == given);
        }

        var refused = server.Peer.Received.ToList();
        server.Peer.HookStatus = 204;

        var (newest, oldest) = await ListAsync(server) is [var first, var second] ? (first, second) : default;
        Assert.Equal([refused[1].Id, refused[0].Id], [newest[0], oldest[0]]);
        Assert.Contains(oldest[2], refused[0].Body, StringComparison.Ordinal);
        Assert.Equal([server.Peer.Hook.Authority, "status 410"], oldest[3..]);

        await RunAsync(server, "resend", oldest[0]);
        await Until.TrueAsync(() => server.Peer.Received.Count == 3);
        Assert.Equal(newest, Assert.Single(await ListAsync(server)));
        await RunAsync(server, "resend", "--all");
        await Until.TrueAsync(() => server.Peer.Received.Count == 4);
        Assert.Empty(await ListAsync(server));
        Assert.Equal(
            refused.Select(webhook => (webhook.Id, webhook.Body)),
            server.Peer.Received.Skip(2).Select(webhook => (webhook.Id, webhook.Body)));
    }

    [Theory]
    [InlineData("no dead letter 'msg_1'", "resend", "msg_1")]
    [InlineData("Usage: ", "resend")]
    [InlineData("Usage: ", "resend", "--some")]
    [InlineData("Usage: ", "drop")]
    [InlineData("/nowhere", "list", "--Transcribe:Operations:Folder=/nowhere")]
    public async Task AnyVerb_CannotBeDone_SaysWhyAndFails(string reason, params string[] arguments)
    {
        using var folder = new TestFolder();

        var (exit, output, error) = await ServerProgram.RunAsync(
            [
                "webhooks", .. arguments,
                .. arguments.Any(argument => argument.Contains("Folder", StringComparison.Ordinal)) ? [] : FolderOf(folder.Path),
            ]);

        Assert.Equal(1, exit);
        Assert.Empty(output);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    private static async Task<string[][]> ListAsync(OperationsServer server) =>
        [.. (await RunAsync(server, "list")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))];

    private static async Task<string> RunAsync(OperationsServer server, params string[] verb)
    {
        var (exit, output, error) = await ServerProgram.RunAsync(["webhooks", .. verb, .. FolderOf(server.DataFolder)]);
        Assert.True(exit == 0, error);
        return output;
    }

    private static string[] FolderOf(string folder) => new[] { $"Transcribe:Operations:Folder={folder}" }.ToArguments();
}
