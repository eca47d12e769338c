using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Transcribe.Core;
using Transcribe.Transcription.Catalog;

namespace Transcribe.Transcription.Tests.Catalog;

/// <summary>Catalogues of one engine.</summary>
internal static class CatalogExtensions
{
    public static ModelCatalog Create(ModelsOptions models, TimeProvider time, ISpeechModelLoader engine, int maxRequests = 2) => new(
        Options.Create(models),
        new ModelEntryFactory(
            Options.Create(models),
            Options.Create(new AdmissionOptions { MaxRequests = maxRequests }),
            [engine],
            time,
            NullLogger<ModelCatalog>.Instance));

    /// <summary>Finds a model for the service itself.</summary>
    public static Task<ISpeechModel> GetAsync(this ModelCatalog catalog, string name, CancellationToken cancellationToken) =>
        catalog.GetAsync(name, Caller.None, cancellationToken);
}
