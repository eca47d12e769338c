using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Operations;
using Transcribe.Operations.Postgres;
using Transcribe.Server.Models;

namespace Transcribe.Server.Tests.Models;

/// <summary>How many downloads and loads of models run and are kept, in total and for each caller.</summary>
public sealed class ModelOperationsTests : IDisposable
{
    private readonly ModelOperations _operations = new(
        TimeProvider.System,
        new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance),
        Options.Create(new PostgresStoreOptions()));

    public void Dispose() => _operations.Dispose();

    [Fact]
    public async Task Start_OneCallerRunsMany_LeavesRoomForAnother()
    {
        var hanging = Enumerable.Range(0, 8).Select(_ => Hang("alice")).ToArray();

        AssertRefused("Too many models are downloaded or loaded at once for this caller (limit 8)", () => Hang("alice"));
        hanging = [.. hanging, .. Enumerable.Range(0, 8).Select(_ => Hang("bob"))];
        AssertRefused("Too many models are downloaded or loaded at once (limit 16)", () => Hang("carol"));

        await EndAsync(hanging[0]);
        Hang("alice");
    }

    [Fact]
    public async Task Start_AddressesWithoutKeys_AreCallersOfTheirOwn()
    {
        var addresses = new[] { new Caller("", "192.0.2.1"), new Caller("", "192.0.2.2") };
        for (var i = 0; i < 8; i++)
            Hang(addresses[0]);

        AssertRefused("Too many models are downloaded or loaded at once for this caller (limit 8)", () => Hang(addresses[0]));
        var other = Hang(addresses[1]);
        // They are one tenant.
        Assert.Same(other, _operations.Get("", other.Id));
        await EndAsync(other);
    }

    [Fact]
    public async Task Start_OneCallerHasMany_ForgetsItsOldestOnly()
    {
        var first = Hang("bob");
        await EndAsync(first);
        var many = new List<ModelWork>();
        for (var i = 0; i < 210; i++)
        {
            many.Add(Hang("alice"));
            await EndAsync(many[i]);
        }

        Assert.Same(first, _operations.Get("bob", first.Id));
        Assert.Equal(
            OperationError.NotFound, Assert.Throws<OperationException>(() => _operations.Get("alice", many[10].Id)).Error);
        Assert.Same(many[11], _operations.Get("alice", many[11].Id));
    }

    private ModelWork Hang(string tenant) => Hang(Caller.Of(tenant));

    /// <summary>Starts a load that only a cancellation ends.</summary>
    private ModelWork Hang(Caller caller) => _operations.Start(caller, "model", async (_, cancel) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        throw new InvalidOperationException("It was not cancelled");
    });

    private static async Task EndAsync(ModelWork work)
    {
        await work.CancelAsync();
        await work.WaitAsync(Until.Longest, TimeProvider.System, CancellationToken.None);
        Assert.True(work.IsDone);
    }

    private static void AssertRefused(string message, Action start)
    {
        var refusal = Assert.Throws<TranscriptionException>(start);
        Assert.Equal((TranscriptionError.Overloaded, message), (refusal.Error, refusal.Message));
        Assert.NotNull(refusal.RetryAfter);
    }
}
