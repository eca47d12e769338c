using Transcribe.Server.Tests.Hosting;
using Transcribe.Server.Tests.Operations.Support;

namespace Transcribe.Server.Tests.Operations;

/// <summary>The command that moves operations to PostgreSQL, in its own process beside the server.</summary>
public sealed class OperationsCommandTests
{
    [Fact]
    public async Task Migrate_BesideAServer_ServersOnTheDatabaseHaveItsOperations()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var connection = postgres.ConnectionString(await postgres.CreateDatabaseAsync());
        await using var old = await OperationsServer.StartAsync();
        var created = await old.Clients.CreateAsync(Speech.Inline());
        await old.Clients.EndAsync(created.Name);

        var (exit, output, error) = await ServerProgram.RunAsync(
            "operations", "migrate", "--to", connection, $"--Transcribe:Operations:Folder={old.DataFolder}");

        Assert.True(exit == 0, error);
        Assert.StartsWith("Moved 1 operations and 0 webhooks.", output, StringComparison.Ordinal);
        var setting = $"Transcribe:Operations:Postgres:ConnectionString={connection}";
        await using var one = await OperationsServer.StartAsync(setting);
        await using var other = await OperationsServer.StartAsync(setting);
        Assert.True((await one.Clients.EndAsync(created.Name)).Done);
        var later = await one.Clients.CreateAsync(Speech.Inline());
        Assert.True((await other.Clients.EndAsync(later.Name)).Done);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Migrate_InlineAudioAndABucket_TheNewServersFindIt(bool isInTheBucket)
    {
        await using var postgres = await PostgresServer.StartAsync();
        var connection = postgres.ConnectionString(await postgres.CreateDatabaseAsync());
        await using var s3 = await S3Server.StartAsync();
        string[] bucket = [.. s3.Settings.Select(setting => $"Transcribe:{setting.Key}={setting.Value}")];
        // Its run stays in progress, so the operation has not ended when it is moved.
        await using var old = await OperationsServer.StartAsync(new HeldTranscriber(), isInTheBucket ? bucket : []);
        var created = await old.Clients.CreateAsync(Speech.Inline());

        var (exit, _, error) = await ServerProgram.RunAsync(
        [
            "operations", "migrate", "--to", connection, $"--Transcribe:Operations:Folder={old.DataFolder}",
            .. bucket.Select(setting => $"--{setting}"),
        ]);

        Assert.True(exit == 0, error);
        await using var @new = await OperationsServer.StartAsync(
            [$"Transcribe:Operations:Postgres:ConnectionString={connection}", .. bucket]);
        Assert.Null((await @new.Clients.EndAsync(created.Name)).Error);
    }

    [Fact]
    public async Task Migrate_InlineAudioIsMissing_SaysSoAndTheServerGoesOn()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var connection = postgres.ConnectionString(await postgres.CreateDatabaseAsync());
        await using var s3 = await S3Server.StartAsync();
        var held = new HeldTranscriber();
        await using var old = await OperationsServer.StartAsync(
            held, [.. s3.Settings.Select(setting => $"Transcribe:{setting.Key}={setting.Value}")]);
        var created = await old.Clients.CreateAsync(Speech.Inline());

        // Without the bucket.
        var (exit, output, error) = await ServerProgram.RunAsync(
            "operations", "migrate", "--to", connection, $"--Transcribe:Operations:Folder={old.DataFolder}");

        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith(
            "Operations that have not ended lack their inline audio (1, for example ",
            Assert.Single(error.Trim().Split('\n')),
            StringComparison.Ordinal);
        held.Release();
        Assert.Null((await old.Clients.EndAsync(created.Name)).Error);
    }

    [Theory]
    [InlineData("Usage: ", "migrate")]
    [InlineData("Usage: ", "list")]
    [InlineData("is no connection string", "migrate", "--to", "nonsense", "--Transcribe:Operations:Folder=/tmp")]
    [InlineData("/nowhere", "migrate", "--to", "Host=127.0.0.1", "--Transcribe:Operations:Folder=/nowhere")]
    public async Task AnyVerb_CannotBeDone_SaysWhyAndFails(string reason, params string[] arguments)
    {
        var (exit, output, error) = await ServerProgram.RunAsync(["operations", .. arguments]);

        Assert.Equal(1, exit);
        Assert.Empty(output);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }
}
