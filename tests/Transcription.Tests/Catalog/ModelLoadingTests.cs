using Microsoft.Extensions.Time.Testing;
using Transcribe.Core;
using Transcribe.Transcription.Catalog;

namespace Transcribe.Transcription.Tests.Catalog;

public sealed class ModelLoadingTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedLoader _loader = new();

    [Fact]
    public async Task Get_LoadFailed_IsRememberedForAMinute()
    {
        await using var catalog = Catalog();
        _loader.Fail = new FormatException("broken");

        for (var call = 0; call < 3; call++)
        {
            var refusal = await Assert.ThrowsAsync<TranscriptionException>(() => catalog.GetAsync("second", default));
            Assert.Equal(
                (TranscriptionError.ModelUnavailable, "The model 'second' cannot be loaded; the server's log says why"),
                (refusal.Error, refusal.Message));
            Assert.Equal(TimeSpan.FromMinutes(1), refusal.RetryAfter);
        }
        Assert.Equal(1, _loader.Loads);

        _clock.Advance(TimeSpan.FromMinutes(1));
        _loader.Fail = null;
        _loader.Release();
        Assert.NotNull(await catalog.GetAsync("second", default));
        Assert.Equal(2, _loader.Loads);
    }

    [Fact]
    public async Task Get_ModelIsLoading_LimitsTheWaitingCallsOfThatModelAlone()
    {
        await using var catalog = Catalog();
        var waiting = Enumerable.Range(0, 2).Select(_ => catalog.GetAsync("second", default)).ToArray();

        var refusal = await Assert.ThrowsAsync<TranscriptionException>(() => catalog.GetAsync("second", default));
        Assert.Equal(TranscriptionError.Overloaded, refusal.Error);
        var third = catalog.GetAsync("third", default);
        Assert.False(third.IsFaulted);

        _loader.Release();
        Assert.Same((await Task.WhenAll(waiting))[0], await catalog.GetAsync("second", default));
        Assert.NotNull(await third);
        Assert.Equal(2, _loader.Loads);
    }

    private ModelCatalog Catalog()
    {
        var models = new ModelsOptions { Default = "first" };
        models.Additional.Add("second");
        models.Additional.Add("third");
        return CatalogExtensions.Create(models, _clock, _loader);
    }

    private sealed class ScriptedLoader : ISpeechModelLoader
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _loads;

        public Exception? Fail { get; set; }

        public int Loads => Volatile.Read(ref _loads);

        public void Release() => _released.TrySetResult();

        public bool CanLoad(string location) => true;

        public string Engine => "scripted";

        public ModelDescription Describe(string name) => new(name, "scripted", "cpu");

        public IEnumerable<string> Validate(ModelSettings settings) => [];

        public Task<long> FetchAsync(ModelSource source, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken) =>
            Task.FromResult(0L);

        public async Task<ISpeechModel> LoadAsync(ModelSource source, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _loads);
            if (Fail is { } fault)
                throw fault;
            await _released.Task.WaitAsync(cancellationToken);
            return new SilentModel(Describe(source.Name));
        }
    }

    private sealed class SilentModel(ModelDescription description) : ISpeechModel
    {
        public ModelDescription Description => description;

        public int Concurrency => 1;

        public double? Throughput => null;

        public int Busy => 0;

        public bool IsAlive => true;

        public int CountWaiting(WorkPriority priority) => 0;

        public Task<WindowTranscript> TranscribeAsync(WindowRequest window, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
