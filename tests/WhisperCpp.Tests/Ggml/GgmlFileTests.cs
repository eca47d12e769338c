using System.Buffers.Binary;
using CsCheck;
using Transcribe.WhisperCpp.Ggml;

namespace Transcribe.WhisperCpp.Tests.Ggml;

public sealed class GgmlFileTests(StockModel model) : IClassFixture<StockModel>
{
    // The places of numbers in a file.
    private const int Magic = 0;
    private const int Vocabulary = 4;
    private const int AudioPositions = 8;
    private const int Width = 12;
    private const int Heads = 16;
    private const int Layers = 20;
    private const int FileType = 44;
    private const int Mels = 48;
    private const int Tokens = 56 + (80 * 201 * sizeof(float));
    private const int FirstToken = Tokens + sizeof(int);

    [Fact]
    public void Read_BundledModel_HasItsDimensionsAndVocabulary()
    {
        var file = GgmlFile.Read(model.F16);

        Assert.Equal(new GgmlDimensions(51866, 1500, 128, 2, 4, 448, 128, 2, 2, 80, 1), file.Dimensions);
        Assert.Equal(100, file.Dimensions.Languages);
        Assert.Equal((50257, 50365), (file.Dimensions.EndOfText, file.Dimensions.FirstTimestamp));
        Assert.Equal(382, file.Vocabulary.Count);
        Assert.Equal(" "u8, file.Vocabulary[220]);
    }

    [Fact]
    public void Read_QuantisedModel_HasItsType() => Assert.Equal(WhisperCpp.Ggml.GgmlType.Q8_0, Ggml(model.Q8).Dimensions.Matrices);

    [Theory]
    [InlineData(51864, 0, 50256, 50363)]
    [InlineData(51865, 99, 50257, 50364)]
    public void Dimensions_OfOtherVocabularies_HaveWhispersTokens(int vocabulary, int languages, int endOfText, int firstTimestamp)
    {
        var dimensions = Ggml(model.F16).Dimensions with { Vocabulary = vocabulary };

        Assert.Equal((languages, endOfText, firstTimestamp), (dimensions.Languages, dimensions.EndOfText, dimensions.FirstTimestamp));
        Assert.Null(dimensions.Problem());
    }

    [Theory]
    [InlineData(Magic, 0x46554747, "is not a ggml file")]
    [InlineData(Vocabulary, 1895, "has 1895 tokens")]
    [InlineData(Vocabulary, int.MaxValue, "has 2147483647 tokens")]
    [InlineData(AudioPositions, 3000, "has 3000 audio positions")]
    [InlineData(Width, 129, "different widths")]
    [InlineData(Width, 0, "has a width outside")]
    [InlineData(Heads, 0, "has a number of heads outside")]
    [InlineData(Heads, 3, "has a width that its heads do not divide")]
    [InlineData(Layers, -1, "has a number of layers outside")]
    [InlineData(Layers, 5, "lacks 15 tensors")]
    [InlineData(FileType, 4, "has the unknown type 4")]
    [InlineData(FileType, 7, "as F16")]
    [InlineData(Mels, 128, "has mel filters of 128 x 201")]
    [InlineData(Tokens, 51867, "has 51867 tokens in a vocabulary")]
    [InlineData(Tokens, 0, "has 0 tokens in a vocabulary")]
    [InlineData(FirstToken, -1, "has a token of -1 bytes")]
    public void Read_WrongNumber_SaysWhich(int place, int value, string problem)
    {
        var bytes = File.ReadAllBytes(model.F16);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(place), value);

        Assert.Contains(problem, Refusal(bytes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TruncatedAnywhere_IsRefused()
    {
        var bytes = File.ReadAllBytes(model.F16);

        foreach (var part in (double[])[0, 0.001, 0.005, 0.25, 0.5, 0.75, 0.99])
            Assert.NotNull(Refusal(bytes[..(int)(bytes.Length * part)]));
        Assert.Contains("is truncated", Refusal(bytes[..^1]).Message, StringComparison.Ordinal);
        Assert.Contains("is truncated", Refusal([.. bytes, 0]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TensorTwice_IsRefused()
    {
        var layout = Layout.Of(model.F16);

        Assert.Contains("has it twice", Refusal(layout.With([.. layout.Tensors, layout.Tensors[0]])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TensorMissing_IsRefused()
    {
        var layout = Layout.Of(model.F16);

        Assert.Contains("lacks 1 tensors", Refusal(layout.With([.. layout.Tensors.Skip(1)])).Message, StringComparison.Ordinal);
        Assert.Contains("lacks 119 tensors", Refusal(layout.With([])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DamagedBytes_IsReadOrRefused()
    {
        var layout = Layout.Of(model.F16);
        var original = GgmlFile.Read(layout.With(layout.Tensors), "model.bin");

        Gen.Select(
            Mutations.Of(layout.Numbers, [.. layout.Numbers, .. layout.Words[..64]]),
            Mutations.Of(layout.Words[..4096]),
            Mutations.Of([.. layout.Tensors.Select(tensor => tensor.Header)]),
            Gen.Int[0, 3],
            Gen.Int[0, layout.Tensors.Count - 1]).Sample(
            (numbers, words, header, part, place) =>
            {
                var tensors = layout.Tensors.ToList();
                if (part == 2)
                    tensors[place] = tensors[place] with { Header = header };
                var damaged = layout with
                {
                    Numbers = part == 0 ? numbers : layout.Numbers,
                    Words = part == 1 ? [.. words, .. layout.Words[4096..]] : layout.Words,
                };
                try
                {
                    var file = GgmlFile.Read(damaged.With(tensors), "model.bin");
                    // What is read has the tensors of the model, and so its sizes. The heads and the type have no tensor.
                    var (read, type) = (file.Dimensions, file.Dimensions.FileType);
                    Assert.Equal(
                        original.Dimensions with { FileType = type, AudioHeads = read.AudioHeads, TextHeads = read.TextHeads }, read);
                    Assert.Null(read.Problem());
                }
                catch (GgmlException)
                {
                }
            },
            iter: Mutations.Count());
    }

    private static GgmlFile Ggml(string path) => GgmlFile.Read(path);

    private static GgmlException Refusal(byte[] bytes) => Refusal(new MemoryStream(bytes));

    private static GgmlException Refusal(Stream stream) => Assert.Throws<GgmlException>(() => GgmlFile.Read(stream, "model.bin"));
}
