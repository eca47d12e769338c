using System.Net;
using System.Text.Json;
using Google.LongRunning;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Transcribe.Engines.Hub;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Services;

/// <summary>The calls that download, load and unload models, with a hub of the test's own.</summary>
public sealed class ModelCallTests : IAsyncLifetime
{
    private const string Weights = "model.safetensors";

    private readonly TestFolder _cache = new();
    private LocalHub _hub = null!;
    private TestServer _server = null!;

    private Google.LongRunning.Operations.OperationsClient Operations => new(_server.Channel);

    public async ValueTask InitializeAsync()
    {
        _hub = await LocalHub.StartAsync();
        _server = await StartAsync("Transcribe:Models:AllowUnload=true");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _hub.DisposeAsync();
        _cache.Dispose();
    }

    [Fact]
    public async Task PullLoadUnload_OfAnAllowedModel_MoveItInAndOut()
    {
        var pulled = await EndAsync(await _server.Client.PullModelAsync(new PullModelRequest { Model = LocalHub.Repository }));
        Assert.False(pulled.Response.Unpack<Model>().Loaded);
        var metadata = pulled.Metadata.Unpack<ModelOperationMetadata>();
        Assert.Equal((LocalHub.Repository, Weights), (metadata.Model, metadata.File));
        Assert.Equal((_hub.Files[Weights].Length, metadata.FileBytes), (metadata.DownloadedBytes, metadata.DownloadedBytes));
        Assert.Equal([TestServer.Model], await LoadedAsync());
        var listed = await _server.Client.ListModelsAsync(new ListModelsRequest());
        Assert.Equal([TestServer.Model, LocalHub.Repository], listed.Models.Select(model => model.Name));

        var loaded = await EndAsync(await _server.Client.LoadModelAsync(new LoadModelRequest { Model = LocalHub.Repository }));
        Assert.True(loaded.Response.Unpack<Model>().Loaded);
        Assert.Equal([TestServer.Model, LocalHub.Repository], await LoadedAsync());

        Assert.False((await _server.Client.UnloadModelAsync(new UnloadModelRequest { Model = LocalHub.Repository })).Loaded);
        Assert.Equal([TestServer.Model], await LoadedAsync());

        var request = new TranscribeRequest { Content = Samples.English.Content, Config = new() { Model = LocalHub.Repository } };
        Samples.English.AssertHeardIn((await _server.Client.TranscribeAsync(request)).Text);
        // One download, which the hub redirects to its store.
        Assert.Equal(2, _hub.RequestsFor("GET", Weights).Length);
    }

    [Fact]
    public async Task Load_OverHttp_IsAnOperation()
    {
        using var started = await _server.Http.PostAsync("/v1/models:load", $$"""{"model":"{{LocalHub.Repository}}"}""");
        Assert.Equal(HttpStatusCode.OK, started.StatusCode);
        var name = JsonElement.Parse(await started.Content.ReadAsStringAsync()).GetProperty("name").GetString();

        var operation = default(JsonElement);
        await Until.TrueAsync(async () =>
        {
            operation = JsonElement.Parse(await _server.Http.GetStringAsync($"/v1/{name}"));
            return operation.GetProperty("done").GetBoolean();
        });
        Assert.True(operation.GetProperty("response").GetProperty("loaded").GetBoolean());

        Assert.Equal(HttpStatusCode.OK, (await _server.Http.DeleteAsync($"/v1/{name}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _server.Http.GetAsync($"/v1/{name}")).StatusCode);
    }

    [Fact]
    public async Task Pull_FilesAreNotThere_FailsTheOperation()
    {
        var ended = await EndAsync(await _server.Client.PullModelAsync(new PullModelRequest { Model = "team/nothing" }));

        Assert.Equal(
            ((int)StatusCode.Unavailable, "The model 'team/nothing' cannot be loaded; the server's log says why"),
            (ended.Error.Code, ended.Error.Message));
        Assert.Equal("MODEL_UNAVAILABLE", ended.Error.GetDetail<Google.Rpc.ErrorInfo>()!.Reason);
    }

    [Fact]
    public async Task Cancel_HubHangs_EndsTheDownload()
    {
        _hub.Faults.Enqueue(Fault.Hang);
        var pulling = await _server.Client.PullModelAsync(new PullModelRequest { Model = LocalHub.Repository });
        await Until.TrueAsync(() => _hub.RequestsFor("GET", Weights).Length > 0);

        await Operations.CancelOperationAsync(new CancelOperationRequest { Name = pulling.Name });

        Assert.Equal((int)StatusCode.Cancelled, (await EndAsync(pulling)).Error.Code);
    }

    [Theory]
    [InlineData("someone/else", "UNKNOWN_MODEL")]
    [InlineData("", "INVALID_REQUEST")]
    public async Task PullAndLoad_OtherModel_AreRefused(string model, string reason)
    {
        await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, reason, () => _server.Client.PullModelAsync(new PullModelRequest { Model = model }).ResponseAsync);
        await Failure.AssertGrpcAsync(
            StatusCode.InvalidArgument, reason, () => _server.Client.LoadModelAsync(new LoadModelRequest { Model = model }).ResponseAsync);
        Assert.Empty(_hub.Requests);
    }

    [Fact]
    public async Task Unload_OperatorHasNotAllowedIt_IsRefused()
    {
        await using var server = await StartAsync();

        await Failure.AssertGrpcAsync(
            StatusCode.PermissionDenied,
            "CALL_NOT_ALLOWED",
            () => server.Client.UnloadModelAsync(new UnloadModelRequest { Model = TestServer.Model }).ResponseAsync);
    }

    [Fact]
    public async Task Unload_DefaultModel_IsRefused() => await Failure.AssertGrpcAsync(
        StatusCode.InvalidArgument,
        "INVALID_REQUEST",
        () => _server.Client.UnloadModelAsync(new UnloadModelRequest { Model = TestServer.Model }).ResponseAsync);

    [Fact]
    public async Task Operation_OfAnotherTenant_IsNotFound()
    {
        const string Mine = "the key of one tenant";
        const string Yours = "the key of another one";
        await using var server = await StartAsync(
            $"Transcribe:Access:Tenants:one:Keys:0={Mine}", $"Transcribe:Access:Tenants:two:Keys:0={Yours}");
        var pulled = await server.Client.PullModelAsync(
            new PullModelRequest { Model = LocalHub.Repository }, new Metadata { { "x-api-key", Mine } });
        var operations = new Google.LongRunning.Operations.OperationsClient(server.Channel);
        var get = new GetOperationRequest { Name = pulled.Name };

        Assert.Equal(pulled.Name, (await operations.GetOperationAsync(get, new Metadata { { "x-api-key", Mine } })).Name);
        await Failure.AssertGrpcAsync(
            StatusCode.NotFound,
            "OPERATION_NOT_FOUND",
            () => operations.GetOperationAsync(get, new Metadata { { "x-api-key", Yours } }).ResponseAsync);
    }

    [Fact]
    public async Task Operation_OfAnotherServerOfTheStore_IsElsewhere()
    {
        await using var postgres = await PostgresServer.StartAsync();
        var connection = postgres.ConnectionString(await postgres.CreateDatabaseAsync());
        await using var other = await StartAsync($"Transcribe:Operations:Postgres:ConnectionString={connection}");
        var pulled = await _server.Client.PullModelAsync(new PullModelRequest { Model = LocalHub.Repository });
        var operations = new Google.LongRunning.Operations.OperationsClient(other.Channel);

        await Failure.AssertGrpcAsync(
            StatusCode.NotFound,
            "OPERATION_ELSEWHERE",
            () => operations.GetOperationAsync(new GetOperationRequest { Name = pulled.Name }).ResponseAsync);
    }

    private Task<TestServer> StartAsync(params string[] settings) => TestServer.StartAsync(
        builder => builder.Services.AddSingleton(new HubSettings { Endpoint = _hub.Endpoint, CacheFolder = _cache.Path }),
        ["Transcribe:Models:Allowed:0=team/*", .. settings]);

    private async Task<Operation> EndAsync(Operation operation) => await Operations.WaitOperationAsync(
        new WaitOperationRequest { Name = operation.Name, Timeout = Duration.FromTimeSpan(Until.Longest) });

    private async Task<IEnumerable<string>> LoadedAsync() =>
        (await _server.Client.ListModelsAsync(new ListModelsRequest())).Models.Where(model => model.Loaded).Select(model => model.Name);
}
