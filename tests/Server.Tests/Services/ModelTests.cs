using System.Net;
using System.Text.Json;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Transcribe.Server.Tests.Hosting;
using Transcribe.V1;

namespace Transcribe.Server.Tests.Services;

/// <summary>The list of models, their aliases, and single models.</summary>
public sealed class ModelTests : IAsyncLifetime
{
    private const string Remote = "nobody.example/whisper";
    private const string Allowed = "nobody.example/other";

    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(
        $"Transcribe:Models:Additional:0={Remote}", $"Transcribe:Models:Aliases:Far={Remote}",
        $"Transcribe:Models:Allowed:0={Allowed}", $"Transcribe:Models:Aliases:Other={Allowed}");

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task List_OverJson_SuitsBothKindsOfClients()
    {
        var list = JsonElement.Parse(await _server.Http.GetStringAsync("/v1/models"));

        Assert.Equal(
            [TestServer.Model, Remote],
            list.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()!));
        Assert.Equal("list", list.GetProperty("object").GetString());
        Assert.Equal(
            [TestServer.Model, Remote, "whisper-1", "Far"],
            list.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()!));
        Assert.All(list.GetProperty("data").EnumerateArray(), model => Assert.Equal(
            ("model", 0, "transcribe"),
            (model.GetProperty("object").GetString(), model.GetProperty("created").GetInt32(), model.GetProperty("owned_by").GetString())));
    }

    [Theory]
    [InlineData(TestServer.Model, TestServer.Model)]
    [InlineData("whisper-1", TestServer.Model)]
    [InlineData("nobody.example/whisper", Remote)]
    [InlineData("nobody.example%2Fwhisper", Remote)]
    [InlineData("Far", Remote)]
    [InlineData(Allowed, Allowed)]
    [InlineData("Other", Allowed)]
    public async Task Get_ByNameOrAlias_IsTheModel(string id, string name)
    {
        var model = JsonElement.Parse(await _server.Http.GetStringAsync($"/v1/models/{id}"));

        Assert.Equal(
            (id.Replace("%2F", "/", StringComparison.Ordinal), name),
            (model.GetProperty("id").GetString(), model.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Get_ByAliasInOtherCase_HasItsId()
    {
        var model = await _server.Client.GetModelAsync(new GetModelRequest { Id = "fAR" });

        Assert.Equal(("Far", Remote), (model.Id, model.Name));
    }

    [Fact]
    public async Task Get_ModelsOfTwoEngines_SayWhatEachCanDo()
    {
        using var stock = new StockModel();
        await using var server = await TestServer.StartAsync($"Transcribe:Models:Additional:0={stock.F16}");
        var onnx = await server.Client.GetModelAsync(new GetModelRequest { Id = TestServer.Model });
        var before = await server.Client.GetModelAsync(new GetModelRequest { Id = StockModel.Name });

        var request = new TranscribeRequest { Content = Samples.English.Content, Config = new() { Model = StockModel.Name } };
        await server.Client.TranscribeAsync(request);
        var after = await server.Client.GetModelAsync(new GetModelRequest { Id = StockModel.Name });

        Assert.Equal("onnxruntime", onnx.Engine);
        Assert.Equal([Model.Types.Capability.Batching, Model.Types.Capability.InterimResults], onnx.Capabilities);
        Assert.Equal(("whispercpp", false, ""), (before.Engine, before.Loaded, before.Precision));
        Assert.Equal(("whispercpp", "cpu", "f16", true), (after.Engine, after.Device, after.Precision, after.CanTranslate));
        Assert.Empty(after.Capabilities);
    }

    [Fact]
    public async Task Get_UnknownModel_IsNotFound()
    {
        using var response = await _server.Http.GetAsync("/v1/models/no/such/model");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        // The form of OpenAI's API, whose clients make this call.
        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("error");
        Assert.Equal(["message", "type", "param", "code"], error.EnumerateObject().Select(member => member.Name));
        Assert.Equal("model_not_found", error.GetProperty("code").GetString());
        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
        await Failure.AssertGrpcAsync(
            StatusCode.NotFound, "UNKNOWN_MODEL", () => _server.Client.GetModelAsync(new GetModelRequest { Id = "" }).ResponseAsync);
    }

    [Fact]
    public async Task Transcribe_ByAlias_UsesItsModel()
    {
        var request = new TranscribeRequest { Content = Samples.English.Content, Config = new TranscriptionConfig { Model = "WHISPER-1" } };

        Samples.English.AssertHeardIn((await _server.Client.TranscribeAsync(request)).Text);
    }

    [Fact]
    public async Task UnknownName_WithAnAliasForEveryOther_IsTheDefaultModel()
    {
        await using var server = await TestServer.StartAsync("Transcribe:Models:Aliases:*=");
        var request = new TranscribeRequest { Content = Samples.English.Content, Config = new TranscriptionConfig { Model = "any-name" } };

        Samples.English.AssertHeardIn((await server.Client.TranscribeAsync(request)).Text);
        var model = JsonElement.Parse(await server.Http.GetStringAsync("/v1/models/any-name"));
        Assert.Equal(
            ("any-name", TestServer.Model), (model.GetProperty("id").GetString(), model.GetProperty("name").GetString()));
        var listed = await server.Client.ListModelsAsync(new ListModelsRequest());
        Assert.Equal([TestServer.Model, "whisper-1"], listed.Data.Select(entry => entry.Id));
    }

    [Fact]
    public async Task Start_AliasOfNoModel_IsRefused()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(
            () => TestServer.StartAsync("Transcribe:Models:Aliases:fast=nobody"));

        Assert.Contains("Aliases:fast", failure.Message, StringComparison.Ordinal);
    }
}
