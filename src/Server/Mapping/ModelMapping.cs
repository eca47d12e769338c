using Google.Rpc;
using Transcribe.Core;
using Transcribe.JsonTranscoding.Errors;
using Transcribe.V1;

namespace Transcribe.Server.Mapping;

/// <summary>Maps the catalogue to protobuf messages, which clients of OpenAI's API read, too.</summary>
internal static class ModelMapping
{
    /// <summary>All models, and entries for their aliases.</summary>
    public static ListModelsResponse ToList(IReadOnlyList<ListedModel> models) => new()
    {
        Models = { models.Select(ToProto) },
        Object = "list",
        Data = { models.Select(ToProto).Concat(models.SelectMany(model => model.Aliases.Select(alias => ToProto(model, alias)))) },
    };

    /// <summary>The model with a name or an alias.</summary>
    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND with the reason UNKNOWN_MODEL.</exception>
    public static Model Find(IModelCatalog models, string id)
    {
        // The router decodes all characters of a path except the slash.
        var name = id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (name.Length == 0 || models.Find(name) is not { } model)
            throw RpcErrors.Create(
                Code.NotFound,
                ErrorReasons.UnknownModel,
                $"There is no model '{LimitText.Echo(name)}'; ListModels returns the names of all models");
        // An operator may let every other name stand for a model, too.
        return ToProto(model, model.Aliases.FirstOrDefault(alias => alias.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name);
    }

    private static readonly (ModelCapabilities Flag, Model.Types.Capability Proto)[] Capabilities =
    [
        (ModelCapabilities.Batching, Model.Types.Capability.Batching),
        (ModelCapabilities.InterimResults, Model.Types.Capability.InterimResults),
    ];

    /// <summary>One model under its name.</summary>
    public static Model ToProto(ListedModel model) => ToProto(model, model.Description.Name);

    private static Model ToProto(ListedModel model, string id) => new()
    {
        Name = model.Description.Name,
        IsDefault = model.IsDefault,
        Loaded = model.Loaded,
        Multilingual = model.Description.Multilingual,
        LanguageCodes = { model.Description.LanguageCodes },
        CanTranslate = model.Description.CanTranslate,
        Engine = model.Description.Engine,
        Device = model.Description.Device,
        Precision = model.Description.Precision,
        Capabilities = { Capabilities.Where(known => model.Description.Capabilities.HasFlag(known.Flag)).Select(known => known.Proto) },
        Id = id,
        Object = "model",
        OwnedBy = "transcribe",
    };
}
