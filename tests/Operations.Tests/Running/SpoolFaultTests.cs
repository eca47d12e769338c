using Microsoft.Extensions.Time.Testing;
using Transcribe.Core;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Running;

public sealed class SpoolFaultTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly ScriptedTranscriber _transcriber = new(1);

    [Fact]
    public async Task Run_SpoolIsAwayForManyAttempts_WaitsUncountedAndSucceeds()
    {
        _transcriber.BeforeWindow = (run, _, _) => run <= 20
            ? throw new TranscriptionException(TranscriptionError.SpoolUnavailable, "The service cannot store audio at the moment")
            : Task.CompletedTask;
        await using var server = await new OperationsHost(_folder.Path, _transcriber, _clock).StartAsync();

        var operation = await server.Operations.CreateAsync(Examples.Remote(), default);
        await Until.TrueAsync(
            async () => (await server.Operations.GetAsync(operation.Id, default)).Done, _clock, TimeSpan.FromMilliseconds(500));

        Assert.Equal(OperationState.Succeeded, (await server.Operations.GetAsync(operation.Id, default)).State);
    }

    public void Dispose() => _folder.Dispose();
}
