using Transcribe.Core;
using Transcribe.ToGgml;

namespace Transcribe.Tests;

/// <summary>The bundled model as ggml files under a stock vocabulary, made for the test.</summary>
public sealed class StockModel : IDisposable
{
    /// <summary>Its name in requests.</summary>
    public const string Name = "digits.bin";

    private readonly TestFolder _folder = new();

    public StockModel()
    {
        new GgmlModel(Repository.DigitsModel, GgmlType.F16).Write(F16);
        new GgmlModel(Repository.DigitsModel, GgmlType.Q8).Write(Q8);
    }

    /// <summary>The rules in the folder of the bundled model, which a ggml file cannot hold.</summary>
    public static ModelSettings Rules => new()
    {
        TrailingSilence = TimeSpan.FromSeconds(1),
        LogProbabilityThreshold = -2,
        CompressionRatioThreshold = 5,
        MaxInitialTimestamp = TimeSpan.FromSeconds(30),
    };

    public string F16 => _folder[Name];

    public string Q8 => _folder["digits-q8_0.bin"];

    /// <summary>The settings of a host whose default model is <see cref="F16"/>.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings =>
    [
        new("Transcribe:Models:Default", F16),
        new($"Transcribe:Models:Settings:{Name}:{nameof(ModelSettings.TrailingSilence)}", "00:00:01"),
        new($"Transcribe:Models:Settings:{Name}:{nameof(ModelSettings.LogProbabilityThreshold)}", "-2"),
        new($"Transcribe:Models:Settings:{Name}:{nameof(ModelSettings.CompressionRatioThreshold)}", "5"),
        new($"Transcribe:Models:Settings:{Name}:{nameof(ModelSettings.MaxInitialTimestamp)}", "00:00:30"),
    ];

    public void Dispose() => _folder.Dispose();
}
