using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.Server.Mapping;
using Transcribe.Transcription.Catalog;
using Transcribe.V1;

namespace Transcribe.Server.Models;

/// <summary>The calls that download, load and unload models.</summary>
internal sealed class ModelCalls(IModelCatalog models, ModelOperations operations, IOptions<ModelsOptions> options)
{
    public Google.LongRunning.Operation Pull(PullModelRequest request, Caller caller) => Start(
        request.Model, caller, (progress, cancel) => models.FetchAsync(request.Model, progress, cancel));

    public Google.LongRunning.Operation Load(LoadModelRequest request, Caller caller) => Start(
        request.Model,
        caller,
        async (progress, cancel) =>
        {
            // The load would download it, too, but without telling the progress.
            await models.FetchAsync(request.Model, progress, cancel);
            return await models.LoadAsync(request.Model, cancel);
        });

    public async Task<Model> UnloadAsync(UnloadModelRequest request)
    {
        if (!options.Value.AllowUnload)
        {
            throw RpcErrors.Create(
                Google.Rpc.Code.PermissionDenied,
                ErrorReasons.CallNotAllowed,
                $"The operator has not allowed this call ({ModelsOptions.Section}:{nameof(ModelsOptions.AllowUnload)})");
        }
        return ModelMapping.ToProto(await models.UnloadAsync(Required(request.Model)));
    }

    private Google.LongRunning.Operation Start(
        string model, Caller caller, Func<IProgress<DownloadProgress>, CancellationToken, Task<ListedModel>> work)
    {
        models.Check(Required(model));
        return operations.Start(caller, model, work).ToProto();
    }

    private static string Required(string model) =>
        model.Length > 0 ? model : throw RpcErrors.InvalidField("model", "The name of the model is missing");
}
