using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Transcribe.Core;
using Transcribe.Engines.Hub;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Hub;
using Transcribe.Whisper.Inference.Weights;
using Transcribe.Whisper.Tests.Inference.Weights;

namespace Transcribe.Whisper.Tests.Hub;

public sealed class ModelLocatorTests : IAsyncLifetime
{
    private const string Weights = WeightFileNames.Single;
    private const string Shard1 = "model-00001-of-00002.safetensors";
    private const string Shard2 = "model-00002-of-00002.safetensors";

    private readonly TestFolder _cache = new();
    private LocalHub _hub = null!;

    private string RepositoryFolder => _cache["models--team--digits"];

    private string Snapshot => Path.Combine(RepositoryFolder, "snapshots", LocalHub.Commit);

    private string WeightsBlob => Path.Combine(RepositoryFolder, "blobs", LocalHub.Sha256(_hub.Files[Weights]));

    public async ValueTask InitializeAsync() => _hub = await LocalHub.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _cache.Dispose();
    }

    [Fact]
    public async Task Locate_Folder_IsTakenAsItIs() => Assert.Equal(Repository.DigitsModel, await LocateAsync(Repository.DigitsModel));

    [Fact]
    public async Task Locate_Repository_IsDownloadedIntoTheStandardCache()
    {
        var folder = await LocateAsync();

        Assert.Equal(Snapshot, folder);
        Assert.Equal(128, WhisperFolderReader.Read(folder).Config.Width);
        Assert.Equal(_hub.Files[Weights], File.ReadAllBytes(Path.Combine(folder, Weights)));
        Assert.Equal($"../../blobs/{LocalHub.Sha256(_hub.Files[Weights])}", new FileInfo(Path.Combine(folder, Weights)).LinkTarget);
        Assert.Equal(LocalHub.Commit, File.ReadAllText(Path.Combine(RepositoryFolder, "refs", "main")));
        Assert.False(File.Exists(Path.Combine(folder, "README.md")));
        Assert.Empty(Directory.EnumerateFiles(RepositoryFolder, "*.incomplete", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(RepositoryFolder, "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Locate_SecondTime_AsksNobody()
    {
        await LocateAsync();
        _hub.Requests.Clear();

        Assert.Equal(Snapshot, await LocateAsync());
        Assert.Empty(_hub.Requests);
    }

    [Fact]
    public async Task Locate_CacheFilledByOthers_AsksNobody()
    {
        Directory.CreateDirectory(Snapshot);
        Directory.CreateDirectory(Path.Combine(RepositoryFolder, "blobs"));
        Directory.CreateDirectory(Path.Combine(RepositoryFolder, "refs"));
        foreach (var name in new[] { "config.json", "tokenizer.json", Weights })
        {
            File.WriteAllBytes(Path.Combine(RepositoryFolder, "blobs", name), _hub.Files[name]);
            File.CreateSymbolicLink(Path.Combine(Snapshot, name), $"../../blobs/{name}");
        }
        File.WriteAllText(Path.Combine(RepositoryFolder, "refs", "main"), LocalHub.Commit);

        Assert.Equal(Snapshot, await LocateAsync());
        Assert.Equal(Snapshot, await LocateAsync($"{LocalHub.Repository}@{LocalHub.Commit}"));
        Assert.Empty(_hub.Requests);
    }

    [Fact]
    public async Task Locate_SnapshotWhoseBlobIsGone_FetchesThatAlone()
    {
        await LocateAsync();
        _hub.Requests.Clear();
        File.Delete(WeightsBlob);

        await LocateAsync();

        Assert.Single(_hub.RequestsFor("GET", Weights), request => request.Path.StartsWith("/objects/", StringComparison.Ordinal));
        Assert.Empty(_hub.RequestsFor("GET", "config.json"));
        Assert.True(File.Exists(WeightsBlob));
    }

    [Fact]
    public async Task Locate_ConnectionBreaksOff_IsResumedWhereItEnded()
    {
        _hub.Faults.Enqueue(Fault.BreakOff);
        _hub.Faults.Enqueue(Fault.BreakOff);

        await LocateAsync();

        var ranges = StoreRequests().Select(request => request.Range).ToArray();
        Assert.Equal(3, ranges.Length);
        Assert.Null(ranges[0]);
        Assert.All(ranges[1..], range => Assert.Matches("^bytes=[1-9][0-9]*-$", range));
        Assert.Equal(_hub.Files[Weights], File.ReadAllBytes(WeightsBlob));
    }

    [Fact]
    public async Task Locate_ServerThatStopsSending_IsLeftAndResumed()
    {
        _hub.Faults.Enqueue(Fault.Hang);

        await LocateAsync(time: new QuickTime(hurriesLimits: true));

        Assert.Equal(_hub.Files[Weights], File.ReadAllBytes(WeightsBlob));
        Assert.True(StoreRequests().Length > 1);
    }

    [Fact]
    public async Task Locate_PartOfAnEarlierProcess_IsKept()
    {
        var half = _hub.Files[Weights].Length / 2;
        Directory.CreateDirectory(Path.Combine(RepositoryFolder, "blobs"));
        File.WriteAllBytes(WeightsBlob + ".incomplete", _hub.Files[Weights][..half]);

        await LocateAsync();

        Assert.Equal([$"bytes={half}-"], StoreRequests().Select(request => request.Range));
        Assert.Equal(_hub.Files[Weights], File.ReadAllBytes(WeightsBlob));
    }

    [Fact]
    public async Task Locate_ServerThatIgnoresRange_StartsAnew()
    {
        _hub.Faults.Enqueue(Fault.BreakOff);
        _hub.Faults.Enqueue(Fault.IgnoreRange);

        await LocateAsync();

        Assert.Equal(_hub.Files[Weights], File.ReadAllBytes(WeightsBlob));
    }

    [Fact]
    public async Task Locate_WrongByteOnce_IsFetchedOnceMore()
    {
        _hub.Faults.Enqueue(Fault.WrongByte);

        await LocateAsync();

        Assert.Equal(2, StoreRequests().Length);
        Assert.Equal(_hub.Files[Weights], File.ReadAllBytes(WeightsBlob));
    }

    [Fact]
    public async Task Locate_WrongByteTwice_SaysWhichFileAndLeavesNothingOfIt()
    {
        _hub.Faults.Enqueue(Fault.WrongByte);
        _hub.Faults.Enqueue(Fault.WrongByte);

        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => LocateAsync());

        Assert.Equal(
            $"team/digits: model.safetensors arrived damaged twice: its hash is not {LocalHub.Sha256(_hub.Files[Weights])}", error.Message);
        Assert.False(File.Exists(WeightsBlob));
        Assert.False(File.Exists(WeightsBlob + ".incomplete"));
        Assert.False(File.Exists(Path.Combine(Snapshot, Weights)));
    }

    [Fact]
    public async Task Locate_HubThatFailsForAWhile_IsAskedAgain()
    {
        foreach (var status in new[] { 503, 429, 500, 502 })
            _hub.Failures.Enqueue(status);

        Assert.Equal(Snapshot, await LocateAsync());
    }

    [Fact]
    public async Task Locate_HubThatKeepsFailing_IsAskedFiveTimes()
    {
        foreach (var status in Enumerable.Repeat(503, 10))
            _hub.Failures.Enqueue(status);

        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => LocateAsync());

        Assert.Equal(5, _hub.Requests.Count);
        Assert.Equal($"team/digits: the list of files could not be fetched: {_hub.Endpoint} answered 503", error.Message);
    }

    [Fact]
    public async Task Locate_NobodyListens_SaysSo()
    {
        var endpoint = _hub.Endpoint;
        await _hub.DisposeAsync();

        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => LocateAsync(endpoint: endpoint));

        Assert.StartsWith(
            "team/digits: the list of files could not be fetched: Connection refused", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Locate_GatedRepository_SendsTheTokenToTheHubAndNowhereElse()
    {
        _hub.RequiredToken = "hf_secret";

        await LocateAsync(token: "hf_secret");

        Assert.All(
            _hub.Requests, request => Assert.Equal(request.Port == _hub.Endpoint.Port ? "Bearer hf_secret" : null, request.Authorization));
        Assert.Contains(_hub.Requests, request => request.Port != _hub.Endpoint.Port);
    }

    [Fact]
    public async Task Locate_RenamedGatedRepository_KeepsTheTokenOnTheHubsOwnRedirects()
    {
        _hub.RequiredToken = "hf_secret";

        var folder = await LocateAsync(LocalHub.FormerRepository, token: "hf_secret");

        Assert.Equal(_hub.Files[Weights], File.ReadAllBytes(Path.Combine(folder, Weights)));
    }

    [Theory]
    [InlineData(null, "requires a token: the repository is gated or private, or does not exist. Set HF_TOKEN to a token that may read it")]
    [InlineData("hf_wrong", "rejects the token in HF_TOKEN: it is invalid, or has no access to this gated or private repository")]
    public async Task Locate_GatedRepositoryWithoutTheRightToken_SaysWhatToSet(string? token, string problem)
    {
        _hub.RequiredToken = "hf_secret";

        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => LocateAsync(token: token));

        Assert.Equal($"team/digits: {_hub.Endpoint} {problem}", error.Message);
        Assert.Single(_hub.Requests);
    }

    [Theory]
    [InlineData("team/unknown", "team/unknown: is unknown to ")]
    [InlineData("no such folder", "no such folder: is neither a folder nor the name of a Hugging Face repository")]
    [InlineData("../../etc/passwd", "../../etc/passwd: is neither a folder")]
    [InlineData("team/digits@../../x", "team/digits@../../x: is neither a folder")]
    public async Task Locate_WhatIsNotThere_SaysSo(string model, string problem)
    {
        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => LocateAsync(model));

        Assert.StartsWith(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Locate_RepositoryWithoutSafetensors_SaysSoBeforeFetchingAnything()
    {
        _hub.Files.Remove(Weights);

        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => LocateAsync());

        Assert.Equal(
            "team/digits: has neither model.safetensors nor model.safetensors.index.json; other forms of weights are not read",
            error.Message);
        Assert.Single(_hub.Requests);
    }

    [Fact]
    public async Task Locate_RepositoryOfAnotherModel_SaysSoBeforeFetchingItsWeights()
    {
        _hub.Files["config.json"] = Encoding.UTF8.GetBytes("""{"model_type": "bert"}""");

        var error = await Assert.ThrowsAsync<ModelFolderException>(() => LocateAsync());

        Assert.EndsWith("is not a Whisper model: \"model_type\" is \"bert\"", error.Message, StringComparison.Ordinal);
        Assert.Empty(StoreRequests());
    }

    [Fact]
    public async Task Locate_ShardedRepository_FetchesTheIndexAndItsShards()
    {
        ShardWeights();

        using var store = WeightStore.Open(WhisperFolderReader.Read(await LocateAsync()));

        Assert.Equal([2f], store.Read("model.b", 1));
        Assert.False(File.Exists(Path.Combine(Snapshot, "unrelated.safetensors")));
    }

    [Fact]
    public async Task Locate_ShardedRepositoryWithoutAShard_NamesIt()
    {
        ShardWeights();
        _hub.Files.Remove(Shard2);

        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => LocateAsync());

        Assert.Equal("team/digits: has no model-00002-of-00002.safetensors, which model.safetensors.index.json names", error.Message);
    }

    [Fact]
    public async Task Locate_DiskFull_SaysSo()
    {
        // Every write to this device fails as if the disk were full.
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        Directory.CreateDirectory(Path.Combine(RepositoryFolder, "blobs"));
        File.CreateSymbolicLink(WeightsBlob + ".incomplete", "/dev/full");

        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => LocateAsync());

        Assert.Equal($"team/digits: the disk of the cache {_cache.Path} is full", error.Message);
    }

    // Not even root can create a folder below a file.
    [Fact]
    public async Task Locate_CacheIsNotWritable_SaysSo()
    {
        await File.WriteAllTextAsync(RepositoryFolder, "");

        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => LocateAsync());

        Assert.StartsWith($"team/digits: the cache {_cache.Path} cannot be written: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Locate_ManyAtOnce_FetchTheWeightsOnce()
    {
        var folders = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LocateAsync()));

        Assert.All(folders, folder => Assert.Equal(Snapshot, folder));
        Assert.Single(StoreRequests());
        Assert.Equal(_hub.Files[Weights], File.ReadAllBytes(WeightsBlob));
    }

    [Fact]
    public async Task Locate_AnotherProcessHoldsTheLock_WaitsForIt()
    {
        var locks = Path.Combine(_cache.Path, ".locks", "models--team--digits");
        Directory.CreateDirectory(locks);
        var path = Path.Combine(locks, $"{LocalHub.Sha256(_hub.Files[Weights])}.lock");
        using var other = Process.Start(
            new ProcessStartInfo("flock", [path, "cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await other.StandardInput.WriteLineAsync("locked");
        Assert.Equal("locked", await other.StandardOutput.ReadLineAsync());

        var locating = LocateAsync();
        await Until.TrueAsync(() => _hub.RequestsFor("HEAD", Weights).Length > 0);
        Assert.NotSame(locating, await Task.WhenAny(locating, Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System)));
        Assert.Empty(StoreRequests());

        other.StandardInput.Close();
        Assert.Equal(Snapshot, await locating);
    }

    [Fact]
    public async Task Locate_Cancelled_StopsAndIsResumedLater()
    {
        using var stop = new CancellationTokenSource();
        _hub.Faults.Enqueue(Fault.Hang);
        var progress = new Recorder(report =>
        {
            if (report.File == Weights && report.Done > 0)
                stop.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => LocateAsync(progress: progress, cancellationToken: stop.Token));

        await LocateAsync();

        Assert.NotNull(StoreRequests().Last().Range);
        Assert.Equal(_hub.Files[Weights], File.ReadAllBytes(WeightsBlob));
    }

    [Fact]
    public async Task Locate_WithProgress_TellsEveryFilesBytesUpToItsSize()
    {
        var reports = new List<DownloadProgress>();

        await LocateAsync(progress: new Recorder(reports.Add));

        var size = _hub.Files[Weights].Length;
        var weights = reports.Where(report => report.File == Weights).ToArray();
        Assert.Equal(new DownloadProgress(Weights, 0, size), weights[0]);
        Assert.Equal(new DownloadProgress(Weights, size, size), weights[^1]);
        Assert.Equal(weights.Select(report => report.Done).Order(), weights.Select(report => report.Done));
        Assert.Contains(reports, report => report.File == "config.json" && report.Done == report.Total);
    }

    private Task<string> LocateAsync(
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
    private HubRequest[] StoreRequests() =>
        [.. _hub.Requests.Where(request => request.Path.StartsWith("/objects/", StringComparison.Ordinal))];

    private void ShardWeights()
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

    private sealed class Recorder(Action<DownloadProgress> record) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => record(value);
    }
}
