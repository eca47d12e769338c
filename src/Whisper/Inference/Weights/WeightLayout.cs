using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Transcribe.Whisper.Inference.Weights;

/// <summary>
/// The places of a graph's weights in a file, and how to compute them. They are computed only when the file is written, in the order in
/// which they were added.
/// </summary>
/// <param name="graph">The graph's name.</param>
internal sealed class WeightLayout(string graph)
{
    /// <summary>
    /// The size of a page in bytes. A weight that begins on a page can be mapped alone, and is aligned for the kernels of any device.
    /// </summary>
    private const int Alignment = 4096;

    private readonly List<(long Offset, Action<Stream> Write)> _weights = [];
    private readonly StringBuilder _text = new();

    /// <summary>The graph's name.</summary>
    public string Graph => graph;

    /// <summary>The length of the file in bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Names, types and shapes of the weights. Equal texts mean equal places.</summary>
    public string Text => _text.ToString();

    /// <summary>Adds a weight.</summary>
    /// <param name="name">The weight's name.</param>
    /// <param name="shape">The weight's shape.</param>
    /// <param name="fill">Computes its values, row-major. They may depend only on the model's stored weights and on the shape.</param>
    /// <returns>The offset of the weight in the file, and its length, in bytes.</returns>
    public (long Offset, long Length) Add<T>(string name, ReadOnlySpan<int> shape, Action<Span<T>> fill)
        where T : unmanaged
    {
        var count = TensorPrimitives.Product(shape);
        var offset = (Length + Alignment - 1) / Alignment * Alignment;
        var length = (long)count * Unsafe.SizeOf<T>();
        Length = offset + length;
        _text.Append(CultureInfo.InvariantCulture, $"{name} {typeof(T).Name} {WeightShape.Text(shape)}\n");
        _weights.Add((offset, Write));
        return (offset, length);

        void Write(Stream file)
        {
            var values = new T[count];
            fill(values);
            file.Write(MemoryMarshal.AsBytes<T>(values));
        }
    }

    /// <summary>Computes the weights and writes them.</summary>
    public void Write(Stream file)
    {
        foreach (var (offset, write) in _weights)
        {
            file.Position = offset;
            write(file);
        }
    }
}
