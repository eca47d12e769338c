using System.Text;
using Transcribe.Engines.Hub;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference.Weights;

namespace Transcribe.Whisper.Tests.Hub;

/// <summary>Which files of a model are taken, and from where.</summary>
public sealed class ModelLocatorTests : HubTests
{
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

    [Theory]
    [InlineData("", new string[0])]
    [InlineData(". A ggml file is named as team/digits/<file> (ggml-a.bin, ggml-b.bin)", new[] { "ggml-b.bin", "ggml-a.bin" })]
    public async Task Locate_RepositoryInAnotherForm_NamesTheGgmlFiles(string hint, string[] files)
    {
        _hub.Files.Clear();
        foreach (var file in files)
            _hub.Files[file] = [1];

        var error = await Assert.ThrowsAsync<ModelDownloadException>(() => LocateAsync());

        Assert.Equal("team/digits: has no config.json: it is not a model in Hugging Face's form" + hint, error.Message);
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
}
