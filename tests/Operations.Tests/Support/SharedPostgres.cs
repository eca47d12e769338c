using Transcribe.Operations.Tests.Support;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace Transcribe.Operations.Tests.Support;

/// <summary>
/// The PostgreSQL server of all tests of this project. It starts with the first test that needs it and ends after the last test.
/// </summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> TheServer = new(() => PostgresServer.StartAsync());

    /// <summary>The server, which does not wait for the disk. Skips the test if PostgreSQL is missing.</summary>
    public static Task<PostgresServer> ServerAsync()
    {
        PostgresServer.SkipUnlessInstalled();
        return TheServer.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (TheServer.IsValueCreated)
            await (await TheServer.Value).DisposeAsync();
    }
}
