using System.Globalization;
using System.Text;
using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference;
using Transcribe.Whisper.Inference.Sessions;
using Transcribe.Whisper.Tests.Folder;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>What is left of a backend that could not be built.</summary>
public sealed class OnnxBackendTests
{
    [Fact]
    public void Constructor_DecoderLacksAWeight_FreesTheCaches()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The address space is read from /proc.");
        using var folder = new ModelFolder();
        RemoveTensor(folder["model.safetensors"], "decoder.layer_norm.weight");
        var model = folder.Read() with { Precision = Precision.F32 };

        // The caches of a slot have 3.9 MB of f32: 2 layers, keys and values, 128 wide, of 1500 audio and 448 text positions. Their pages
        // occupy no memory before they are written.
        var before = AddressSpace();
        var failure = Assert.Throws<ModelFolderException>(
            () => new OnnxBackend(model, new InferenceOptions { Slots = 1024 }, onDevice: false));

        Assert.Contains("has no tensor decoder.layer_norm.weight", failure.Message, StringComparison.Ordinal);
        Assert.InRange(AddressSpace() - before, long.MinValue, 2L << 30);
    }

    [Fact]
    public void Dispose_OfSeveralThings_GoesFromTheLastToTheFirst()
    {
        var order = new List<int>();
        var owned = new Owned();
        for (var i = 0; i < 3; i++)
            owned.Add(new Thing(order, i));

        owned.Dispose();
        owned.Dispose();

        Assert.Equal([2, 1, 0], order);
    }

    /// <summary>Gives a tensor another name of the same length.</summary>
    private static void RemoveTensor(string path, string name)
    {
        var bytes = File.ReadAllBytes(path);
        var at = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"{name}\""));
        Assert.True(at >= 0);
        bytes[at] = (byte)'x';
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>The size of the process's address space in bytes.</summary>
    private static long AddressSpace()
    {
        var line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmSize:", StringComparison.Ordinal));
        return long.Parse(line["VmSize:".Length..^" kB".Length], CultureInfo.InvariantCulture) << 10;
    }

    private sealed class Thing(List<int> order, int index) : IDisposable
    {
        public void Dispose() => order.Add(index);
    }
}
