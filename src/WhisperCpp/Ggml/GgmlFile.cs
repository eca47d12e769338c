using System.Text;

namespace Transcribe.WhisperCpp.Ggml;

/// <summary>
/// A Whisper model in the format of whisper.cpp: numbers, mel filters, vocabulary, tensors; little-endian. whisper.cpp trusts much of a
/// file, and a wrong number ends the process. So all but the elements of the tensors is checked here before native code sees the file.
/// </summary>
/// <param name="Dimensions">The sizes of the model.</param>
/// <param name="Vocabulary">The bytes of the text tokens by id, at most the whole vocabulary.</param>
internal sealed record GgmlFile(GgmlDimensions Dimensions, IReadOnlyList<byte[]> Vocabulary)
{
    /// <summary>The first four bytes of a file, "ggml" as a number.</summary>
    public const int Magic = 0x67676d6c;

    /// <summary>The frequency bins of a mel filter: half of the 400 samples of the transform, and one.</summary>
    private const int FrequencyBins = 201;

    /// <summary>Tokens of Whisper have at most 128 bytes.</summary>
    private const int MaxTokenBytes = 1024;

    /// <summary>Longer than every name in a model.</summary>
    private const int MaxNameBytes = 128;

    private const int MaxTensorDimensions = 4;

    /// <summary>The bytes that a token adds to the text, not always whole characters; none for special tokens.</summary>
    public byte[] TextOf(int token) => token < Dimensions.EndOfText && token < Vocabulary.Count ? Vocabulary[token] : [];

    /// <summary>Whether a file begins as a ggml file does.</summary>
    public static bool HasMagic(string path)
    {
        try
        {
            using var reader = new BinaryReader(File.OpenRead(path));
            return reader.ReadInt32() == Magic;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="GgmlException">It cannot be read, is truncated, or is no model that whisper.cpp can load.</exception>
    public static GgmlFile Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GgmlException(path, $"cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads and checks the content of a file.</summary>
    /// <param name="stream">Seekable.</param>
    /// <param name="name">Its name for messages.</param>
    /// <exception cref="GgmlException">It is truncated, or is no model that whisper.cpp can load.</exception>
    public static GgmlFile Read(Stream stream, string name)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            if (reader.ReadInt32() != Magic)
                throw new GgmlException(name, "is not a ggml file");
            var dimensions = ReadDimensions(reader);
            if (dimensions.Problem() is { } problem)
                throw new GgmlException(name, problem);
            SkipFilters(reader, dimensions, name);
            var vocabulary = ReadVocabulary(reader, dimensions, name);
            CheckTensors(reader, dimensions, name);
            return new GgmlFile(dimensions, vocabulary);
        }
        catch (EndOfStreamException e)
        {
            throw new GgmlException(name, "is truncated", e);
        }
    }

    private static GgmlDimensions ReadDimensions(BinaryReader reader)
    {
        return new(Next(), Next(), Next(), Next(), Next(), Next(), Next(), Next(), Next(), Next(), Next());

        int Next() => reader.ReadInt32();
    }

    private static void SkipFilters(BinaryReader reader, GgmlDimensions dimensions, string name)
    {
        var (mels, bins) = (reader.ReadInt32(), reader.ReadInt32());
        if (mels != dimensions.Mels || bins != FrequencyBins)
            throw new GgmlException(name, $"has mel filters of {mels} x {bins} instead of {dimensions.Mels} x {FrequencyBins}");
        Skip(reader.BaseStream, (long)mels * bins * sizeof(float));
    }

    private static List<byte[]> ReadVocabulary(BinaryReader reader, GgmlDimensions dimensions, string name)
    {
        var count = reader.ReadInt32();
        if (count < 1 || count > dimensions.Vocabulary)
            throw new GgmlException(name, $"has {count} tokens in a vocabulary of {dimensions.Vocabulary}");
        var tokens = new List<byte[]>(count);
        for (var id = 0; id < count; id++)
            tokens.Add(ReadBytes(reader, MaxTokenBytes, name, "a token"));
        return tokens;
    }

    private static void CheckTensors(BinaryReader reader, GgmlDimensions dimensions, string name)
    {
        var missing = GgmlTensors.Of(dimensions);
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            var (count, length, type) = (reader.ReadInt32(), reader.ReadInt32(), (GgmlType)reader.ReadInt32());
            if (count is < 1 or > MaxTensorDimensions)
                throw new GgmlException(name, $"has a tensor of {count} dimensions");
            int[] shape = [.. Enumerable.Range(0, count).Select(_ => reader.ReadInt32())];
            var tensor = Encoding.UTF8.GetString(ReadBytes(reader, length, MaxNameBytes, name, "a tensor's name"));
            if (!missing.Remove(tensor, out var expected))
                throw new GgmlException(name, $"has a tensor that the model does not have, or has it twice: {Printable(tensor)}");
            if (type != expected.Type || !SameShape(shape, expected.Shape))
                throw new GgmlException(name, $"has {tensor} as {new GgmlTensor(type, shape)} instead of {expected}");
            var bytes = expected.Bytes
                ?? throw new GgmlException(name, $"has {tensor} as {type}, whose blocks do not divide its rows of {shape[0]}");
            Skip(reader.BaseStream, bytes);
        }

        if (missing.Count > 0)
            throw new GgmlException(name, $"lacks {missing.Count} tensors, among them {missing.Keys.First()}");
    }

    private static byte[] ReadBytes(BinaryReader reader, int most, string name, string what) =>
        ReadBytes(reader, reader.ReadInt32(), most, name, what);

    private static byte[] ReadBytes(BinaryReader reader, int length, int most, string name, string what)
    {
        if (length < 0 || length > most)
            throw new GgmlException(name, $"has {what} of {length} bytes");
        var bytes = reader.ReadBytes(length);
        return bytes.Length == length ? bytes : throw new EndOfStreamException();
    }

    private static void Skip(Stream stream, long bytes)
    {
        if (bytes > stream.Length - stream.Position)
            throw new EndOfStreamException();
        stream.Seek(bytes, SeekOrigin.Current);
    }

    /// <summary>Whether two shapes are the same but for dimensions of length 1 at the end.</summary>
    private static bool SameShape(int[] shape, int[] expected) =>
        shape.Length >= expected.Length && shape.AsSpan(0, expected.Length).SequenceEqual(expected)
        && !shape.AsSpan(expected.Length).ContainsAnyExcept(1);

    private static string Printable(string text) => new([.. text.Select(character => char.IsControl(character) ? '?' : character)]);
}
