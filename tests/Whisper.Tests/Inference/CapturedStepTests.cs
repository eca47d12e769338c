using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Tensors;
using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference;
using Transcribe.Whisper.Inference.Sessions;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>
/// Steps as a GPU captures them, with the CPU as the device: it runs the graph each time, with the inputs where a replay would read them.
/// </summary>
public sealed class CapturedStepTests
{
    private const int Slots = 4;

    [Theory]
    [InlineData(Precision.F32)]
    [InlineData(Precision.F16)]
    public void Step_BatchesOfAllSizesAgainAndAgain_GivesTheBitsOfAStepThatIsBoundAnew(Precision precision)
    {
        var folder = WhisperFolderReader.Read(Repository.DigitsModel) with { Precision = precision };
        using var plain = Open(folder, graphs: false);
        using var captured = Open(folder, graphs: true);

        Assert.Equal(Results(plain, folder), Results(captured, folder));
    }

    [Fact]
    public void Upload_OfSeveralTensors_PutsEachAtItsAddress()
    {
        using var memory = new DeviceMemory();
        using var tensors = new StagedTensors(
            memory, (TensorElementType.Int64, [3, 1]), (TensorElementType.Int32, [5]), (TensorElementType.Float, [2]));
        long[] wide = [1, -2, long.MaxValue];
        int[] narrow = [3, 4, 5, 6, 7];
        float[] real = [0.5f, -1.5f];
        wide.CopyTo(tensors.Values<long>(0));
        narrow.CopyTo(tensors.Values<int>(1));
        real.CopyTo(tensors.Values<float>(2));

        tensors.Upload();
        tensors.Values<long>(0).Clear();
        tensors.Values<int>(1).Clear();
        tensors.Values<float>(2).Clear();

        // The device is the CPU, so the test can look into its memory.
        Assert.Equal(wide, tensors[0].GetTensorDataAsSpan<long>().ToArray());
        Assert.Equal(narrow, tensors[1].GetTensorDataAsSpan<int>().ToArray());
        Assert.Equal(real, tensors[2].GetTensorDataAsSpan<float>().ToArray());
        tensors.Download();
        Assert.Equal(wide, tensors.Values<long>(0).ToArray());
        Assert.Equal(narrow, tensors.Values<int>(1).ToArray());
        Assert.Equal(real, tensors.Values<float>(2).ToArray());
    }

    private static OnnxBackend Open(WhisperFolder folder, bool graphs) =>
        new(folder, new InferenceOptions { Slots = Slots, CudaGraphs = graphs }, onDevice: true);

    /// <summary>The choices and logits of batches of all sizes. Rows differ in audio, in its length and in position.</summary>
    private static List<(GeneratedToken? Chosen, string Logits)> Results(OnnxBackend backend, WhisperFolder folder)
    {
        TokenConstraints? choice = new LogitsRules(folder.Generation, timestamps: true).After([new(100, 0)]);
        var results = new List<(GeneratedToken?, string)>();
        for (var row = 0; row < Slots; row++)
        {
            backend.Encode(row, Pcm.Noise(1 + (4 * (row % 3)), seed: row), CancellationToken.None);
            backend.Prefill(row, 0, [.. Enumerable.Range(200, 3 + row)], choice: null);
        }
        for (var step = 0; step < 3; step++)
        {
            for (var size = Slots; size > 0; size--)
            {
                backend.Step(
                    [.. Enumerable.Range(0, size).Select(row => 100 + row + step)],
                    [.. Enumerable.Range(0, size).Select(row => 3 + row + step)],
                    [.. Enumerable.Range(0, size).Select(row => row == step ? null : choice)]);
                for (var row = 0; row < size; row++)
                    results.Add((backend.Chosen(row), Convert.ToHexString(MemoryMarshal.AsBytes(backend.Logits(row)))));
            }
        }
        return results;
    }
}
