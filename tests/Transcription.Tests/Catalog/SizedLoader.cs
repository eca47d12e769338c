using System.Collections.Concurrent;
using Transcribe.Core;

namespace Transcribe.Transcription.Tests.Catalog;

/// <summary>An engine whose models take a byte each, and answer with their names.</summary>
internal sealed class SizedLoader : ISpeechModelLoader
{
    private readonly ConcurrentDictionary<string, int> _inMemory = new();
    private int _most;

    /// <summary>The bytes of a model.</summary>
    public Func<string, long> Size { get; init; } = _ => 1;

    /// <summary>Awaited by each window, with the name of its model.</summary>
    public Func<string, Task> OnWindow { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called when a model leaves, with its name.</summary>
    public Action<string> OnDispose { get; init; } = _ => { };

    /// <summary>Awaited by each load, with the name of its model.</summary>
    public Func<string, Task> OnLoad { get; init; } = _ => Task.CompletedTask;

    /// <summary>The names of the models in the order of their loads.</summary>
    public ConcurrentQueue<string> Loads { get; } = [];

    /// <summary>The models that were fetched.</summary>
    public ConcurrentQueue<string> Fetches { get; } = [];

    /// <summary>The models in memory.</summary>
    public IReadOnlyCollection<string> InMemory => [.. _inMemory.Where(model => model.Value > 0).Select(model => model.Key).Order()];

    /// <summary>The most models that were in memory at once.</summary>
    public int Most => Volatile.Read(ref _most);

    public string Engine => "sized";

    public bool CanLoad(string location) => true;

    public ModelDescription Describe(string name) => new(name, Engine, "cpu");

    public IEnumerable<string> Validate(ModelSettings settings) => [];

    public Task<long> FetchAsync(ModelSource source, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        Fetches.Enqueue(source.Name);
        progress?.Report(new DownloadProgress("model.bin", 1, 2));
        return Task.FromResult(Size(source.Name));
    }

    public async Task<ISpeechModel> LoadAsync(ModelSource source, CancellationToken cancellationToken)
    {
        Loads.Enqueue(source.Name);
        await Task.Yield();
        await OnLoad(source.Name).WaitAsync(cancellationToken);
        _inMemory.AddOrUpdate(source.Name, 1, (_, count) => count + 1);
        lock (Loads)
            _most = Math.Max(_most, _inMemory.Values.Sum());
        return new SizedModel(this, Describe(source.Name) with { LanguageCodes = ["en"] });
    }

    private sealed class SizedModel(SizedLoader owner, ModelDescription description) : ISpeechModel
    {
        private bool _disposed;

        public ModelDescription Description => description;

        public int Concurrency => 2;

        public double? Throughput => null;

        public int Busy => 0;

        public bool IsAlive => true;

        public int CountWaiting(WorkPriority priority) => 0;

        public async Task<WindowTranscript> TranscribeAsync(WindowRequest window, CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            await owner.OnWindow(description.Name).WaitAsync(cancellationToken);
            ObjectDisposedException.ThrowIf(_disposed, this);
            return new WindowTranscript
            {
                Length = window.Samples.Length,
                Language = description.Name,
                LanguageProbability = 1,
                Segments = [],
            };
        }

        public ValueTask DisposeAsync()
        {
            Assert.False(_disposed);
            _disposed = true;
            owner._inMemory.AddOrUpdate(description.Name, 0, (_, count) => count - 1);
            owner.OnDispose(description.Name);
            return ValueTask.CompletedTask;
        }
    }
}
