using System.Diagnostics;
using Transcribe.Core;
using Transcribe.Engines.Hub;

namespace Transcribe.Whisper.Tests.Hub;

/// <summary>Downloads that fail, are resumed, or happen at the same time.</summary>
public sealed class ModelDownloadTests : HubTests
{
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
}
