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
        Data = { models.Select(ToProto).Concat(models.SelectMany(Aliases)) },
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
        return model.Description.Name == name
            ? ToProto(model)
            : Aliases(model).First(alias => alias.Id.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<Model> Aliases(ListedModel model) => model.Aliases.Select(alias =>
    {
        var entry = ToProto(model);
        entry.Id = alias;
        return entry;
    });

    private static readonly (ModelCapabilities Flag, Model.Types.Capability Proto)[] Capabilities =
    [
        (ModelCapabilities.Batching, Model.Types.Capability.Batching),
        (ModelCapabilities.InterimResults, Model.Types.Capability.InterimResults),
    ];

    /// <summary>One model under its name.</summary>
    public static Model ToProto(ListedModel model) => new()
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
        Id = model.Description.Name,
        Object = "model",
        OwnedBy = "transcribe",
    };
}
