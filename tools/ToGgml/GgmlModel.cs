using System.Runtime.InteropServices;
using System.Text;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference;
using Transcribe.Whisper.Inference.Weights;
using Transcribe.Whisper.Vocabulary;

namespace Transcribe.ToGgml;

/// <summary>
/// Writes a Whisper folder as one file in the format that <c>whisper_model_load</c> of whisper.cpp reads. The file is little-endian and
/// contains the dimensions, mel filters, vocabulary bytes and tensors. Each tensor has the type that the converter and the quantiser of
/// whisper.cpp choose.
/// A model with a vocabulary of its own is moved under a stock one.
/// </summary>
public sealed class GgmlModel
{
    private const string Embeddings = "decoder.embed_tokens.weight";
    private const string LastNorm = "decoder.layer_norm";

    private const int Magic = 0x67676d6c;

    /// <summary>The frequency bins of a mel filter, from 0 to half of the 400 samples of the transform inclusive.</summary>
    private const int FrequencyBins = 201;

    private readonly WhisperFolder _folder;
    private readonly GgmlType _matrices;
    private readonly StockVocabulary? _stock;

    /// <param name="folder">The path of the model's folder.</param>
    /// <param name="matrices">The type of matrices: f16 or q8_0.</param>
    /// <exception cref="Transcribe.Core.ModelException">The folder is not a Whisper model, or its vocabulary cannot be moved.</exception>
    public GgmlModel(string folder, GgmlType matrices)
    {
        (_folder, _matrices) = (WhisperFolderReader.Read(folder), matrices);
        _stock = StockVocabulary.IsStock(_folder.Config.VocabularySize) ? null : new StockVocabulary(_folder);
    }

    /// <summary>The <c>ggml_ftype</c>: mostly f16, or mostly q8_0 in version 2 of the quantised formats.</summary>
    private int FileType => _matrices == GgmlType.Q8 ? 2007 : 1;

    public void Write(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        WriteDimensions(writer);
        WriteFilters(writer);
        WriteVocabulary(writer);
        using var weights = WeightStore.Open(_folder);
        foreach (var name in weights.Names)
            WriteTensor(writer, name, weights.Shape(name), weights);
    }

    private void WriteDimensions(BinaryWriter writer)
    {
        var config = _folder.Config;
        Write(
            writer,
            Magic,
            _stock is null ? config.VocabularySize : StockVocabulary.Size,
            config.AudioPositions, config.Width, config.EncoderHeads, config.EncoderLayers,
            config.TextPositions, config.Width, config.DecoderHeads, config.DecoderLayers,
            config.MelBins,
            FileType);
    }

    private void WriteFilters(BinaryWriter writer)
    {
        Write(writer, _folder.Config.MelBins, FrequencyBins);
        foreach (var filter in MelFilterBank.Create(_folder.Config.MelBins))
        {
            var row = new float[FrequencyBins];
            filter.Weights.CopyTo(row, filter.FirstBin);
            writer.Write(MemoryMarshal.AsBytes<float>(row));
        }
    }

    /// <summary>Writes the text tokens by id. whisper.cpp identifies special tokens by number.</summary>
    private void WriteVocabulary(BinaryWriter writer)
    {
        var text = TokenizerFiles.Read(_folder.Path).Vocabulary
            .Where(token => token.Value < _folder.Generation.Tokens.EndOfText)
            .OrderBy(token => token.Value)
            .ToArray();
        writer.Write(text.Length);
        foreach (var (token, _) in text)
        {
            var bytes = ByteLevelAlphabet.Bytes(token) ?? Encoding.UTF8.GetBytes(token);
            writer.Write(bytes.Length);
            writer.Write(bytes);
        }
    }

    private void WriteTensor(BinaryWriter writer, string name, int[] shape, WeightStore weights)
    {
        // The bias of a convolution is added to [channels, frames].
        var isConvolutionBias = name.Contains("conv", StringComparison.Ordinal) && shape.Length == 1;
        var values = weights.Read(name, shape);
        if (name == Embeddings && _stock is not null)
        {
            int[] width = [shape[1]];
            values = _stock.Move(values, weights.Read($"{LastNorm}.weight", width), weights.Read($"{LastNorm}.bias", width));
            shape = [StockVocabulary.Size, .. width];
        }

        int[] sizes = isConvolutionBias ? [1, .. shape] : [.. shape.Reverse()];
        var type = TypeOf(name, shape);
        var bytes = Encoding.UTF8.GetBytes(GgmlNames.Of(name));
        Write(writer, sizes.Length, bytes.Length, (int)type);
        Write(writer, sizes);
        writer.Write(bytes);
        writer.Write(Encode(values, type));
    }

    private GgmlType TypeOf(string name, int[] shape) => shape.Length switch
    {
        2 when !name.EndsWith("embed_positions.weight", StringComparison.Ordinal) =>
            shape[1] % Q8Blocks.Length == 0 ? _matrices : GgmlType.F16,
        3 => GgmlType.F16,
        _ => GgmlType.F32,
    };

    private static ReadOnlySpan<byte> Encode(float[] values, GgmlType type) => type switch
    {
        GgmlType.Q8 => Q8Blocks.Quantize(values),
        GgmlType.F16 => MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value)),
        _ => MemoryMarshal.AsBytes<float>(values),
    };

    private static void Write(BinaryWriter writer, params ReadOnlySpan<int> values) => writer.Write(MemoryMarshal.AsBytes(values));
}
