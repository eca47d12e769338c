using System.Runtime.InteropServices;
using System.Text;
using Transcribe.Core;

namespace Transcribe.WhisperCpp.Tests;

/// <summary>Files whose elements are useless pass every check. They must not end the process.</summary>
public sealed class BrokenWeightsTests(StockModel files) : IClassFixture<StockModel>
{
    private const ushort NotANumber = 0x7E00;

    [Theory]
    [InlineData("decoder.token_embedding.weight", NotANumber)]
    [InlineData("encoder.conv1.weight", 0)]
    public async Task Transcribe_UselessWeights_HasNoText(string tensor, ushort element)
    {
        using var folder = new TestFolder();
        await File.WriteAllBytesAsync(folder["broken.bin"], Fill(await File.ReadAllBytesAsync(files.F16), tensor, element));
        var window = new WindowRequest { Requester = Requester.None, Samples = new float[3 * SampleTime.SampleRate], Settings = new() };

        await using var model = await LoadedModel.LoadAsync(folder["broken.bin"]);

        Assert.Empty((await model.TranscribeAsync(window, CancellationToken.None)).Segments);
    }

    /// <summary>Sets all elements of an f16 tensor.</summary>
    private static byte[] Fill(byte[] file, string tensor, ushort element)
    {
        var name = Encoding.UTF8.GetBytes(tensor);
        var at = file.AsSpan().IndexOf(name);
        var dimensions = tensor.Contains("conv", StringComparison.Ordinal) ? 3 : 2;
        var shape = MemoryMarshal.Cast<byte, int>(file.AsSpan(at - (dimensions * sizeof(int)), dimensions * sizeof(int)));
        var count = 1;
        foreach (var length in shape)
            count *= length;
        var elements = new ushort[count];
        Array.Fill(elements, element);
        MemoryMarshal.AsBytes<ushort>(elements).CopyTo(file.AsSpan(at + name.Length));
        return file;
    }
}
