using Transcribe.WhisperCpp.Ggml;

namespace Transcribe.WhisperCpp.Tests.Ggml;

/// <summary>The parts of a ggml file, without the elements of its tensors.</summary>
/// <param name="Numbers">Magic, dimensions, and the size of the mel filters.</param>
/// <param name="Words">The filters and the vocabulary.</param>
/// <param name="Tensors">The tensors, in the order of the file.</param>
internal sealed record Layout(byte[] Numbers, byte[] Words, IReadOnlyList<Layout.Tensor> Tensors)
{
    private const int NumberBytes = 14 * sizeof(int);

    public static Layout Of(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        var numbers = reader.ReadBytes(NumberBytes);
        var expected = GgmlTensors.Of(GgmlFile.Read(path).Dimensions);
        reader.BaseStream.Seek(80 * 201 * sizeof(float), SeekOrigin.Current);
        for (var tokens = reader.ReadInt32(); tokens > 0; tokens--)
            reader.ReadBytes(reader.ReadInt32());
        var end = (int)reader.BaseStream.Position;
        reader.BaseStream.Position = NumberBytes;
        var words = reader.ReadBytes(end - NumberBytes);
        var tensors = new List<Tensor>();
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            var start = reader.BaseStream.Position;
            var (dimensions, length) = (reader.ReadInt32(), reader.ReadInt32());
            reader.ReadBytes((1 + dimensions) * sizeof(int));
            var name = new string(reader.ReadChars(length));
            var header = (int)(reader.BaseStream.Position - start);
            reader.BaseStream.Position = start;
            tensors.Add(new(reader.ReadBytes(header), expected[name].Bytes!.Value));
            reader.BaseStream.Seek(tensors[^1].Elements, SeekOrigin.Current);
        }

        return new(numbers, words, tensors);
    }

    /// <summary>A file of this layout whose tensors have no elements but zeros, which take no memory.</summary>
    public Stream With(IReadOnlyList<Tensor> tensors)
    {
        var file = new SparseStream();
        file.Add([.. Numbers, .. Words]);
        foreach (var tensor in tensors)
        {
            file.Add(tensor.Header);
            file.AddZeros(tensor.Elements);
        }

        return new BufferedStream(file);
    }

    /// <summary>A tensor.</summary>
    /// <param name="Header">What precedes its elements.</param>
    /// <param name="Elements">The bytes of its elements.</param>
    internal sealed record Tensor(byte[] Header, long Elements);
}
