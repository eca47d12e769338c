using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Core;
using Transcribe.Engines.Hub;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Hub;
using Transcribe.Whisper.Tests.Inference.Weights;

namespace Transcribe.Whisper.Tests.Hub;

/// <summary>A hub on this machine and a cache of its own.</summary>
public abstract class HubTests : IAsyncLifetime
{
    private protected const string Weights = WeightFileNames.Single;
    private protected const string Shard1 = "model-00001-of-00002.safetensors";
    private protected const string Shard2 = "model-00002-of-00002.safetensors";

    private protected readonly TestFolder _cache = new();
    private protected LocalHub _hub = null!;

    private protected string RepositoryFolder => _cache["models--team--digits"];

    private protected string Snapshot => Path.Combine(RepositoryFolder, "snapshots", LocalHub.Commit);

    private protected string WeightsBlob => Path.Combine(RepositoryFolder, "blobs", LocalHub.Sha256(_hub.Files[Weights]));

    public async ValueTask InitializeAsync() => _hub = await LocalHub.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _cache.Dispose();
    }

    private protected Task<string> LocateAsync(
        string model = LocalHub.Repository,
        string? token = null,
        Uri? endpoint = null,
        IProgress<DownloadProgress>? progress = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        var settings = new HubSettings { Endpoint = endpoint ?? _hub.Endpoint, CacheFolder = _cache.Path, Token = token };
        var hub = new HubLocator(settings, time ?? new QuickTime(), NullLogger<HubLocator>.Instance, progress);
        return new ModelLocator(hub).LocateAsync(model, progress: null, cancellationToken);
    }

    /// <summary>Returns the requests to the store of large files.</summary>
    private protected HubRequest[] StoreRequests() =>
        [.. _hub.Requests.Where(request => request.Path.StartsWith("/objects/", StringComparison.Ordinal))];

    private protected void ShardWeights()
    {
        _hub.Files.Remove(Weights);
        var path = _cache["shard"];
        foreach (var (name, tensor, value) in new[] { (Shard1, "model.a", 1f), (Shard2, "model.b", 2f) })
        {
            Safetensors.Write(path, (tensor, "F32", [1], Safetensors.Bytes(value)));
            _hub.Files[name] = File.ReadAllBytes(path);
        }
        _hub.Files["unrelated.safetensors"] = [1, 2, 3];
        _hub.Files[WeightFileNames.Index] = Encoding.UTF8.GetBytes(
            $$"""{"weight_map": {"model.a": "{{Shard1}}", "model.b": "{{Shard2}}"} }""");
    }

    private protected sealed class Recorder(Action<DownloadProgress> record) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => record(value);
    }
}
