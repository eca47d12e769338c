using Transcribe.ToGgml;

namespace Transcribe.WhisperCpp.Tests;

/// <summary>The bundled model as ggml files under a stock vocabulary.</summary>
public sealed class StockModel : IDisposable
{
    private readonly TestFolder _folder = new();

    public StockModel()
    {
        new GgmlModel(Repository.DigitsModel, ToGgml.GgmlType.F16).Write(F16);
        new GgmlModel(Repository.DigitsModel, ToGgml.GgmlType.Q8).Write(Q8);
    }

    public string F16 => _folder["digits.bin"];

    public string Q8 => _folder["digits-q8_0.bin"];

    public void Dispose() => _folder.Dispose();
}
