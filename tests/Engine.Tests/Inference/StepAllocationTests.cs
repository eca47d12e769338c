using Transcribe.Engine.Inference;
using Transcribe.Engine.Models;

namespace Transcribe.Engine.Tests.Inference;

/// <summary>A step runs a hundred times a second for each device: it must leave nothing to the garbage collector.</summary>
public sealed class StepAllocationTests
{
    private const int Rows = 4;

    [Theory]
    [InlineData(Precision.F32)]
    [InlineData(Precision.Int8)]
    public void Step_OnceBound_AllocatesNothing(Precision precision)
    {
        var folder = WhisperFolderReader.Read(Repository.DigitsModel) with { Precision = precision };
        using var backend = new OnnxBackend(folder, new InferenceOptions { Slots = Rows });
        int[] tokens = [.. Enumerable.Repeat(100, Rows)];
        int[] positions = new int[Rows];
        var logits = new float[Rows * backend.VocabularySize];
        for (var row = 0; row < Rows; row++)
            backend.Encode(row, new float[16_000], CancellationToken.None);
        backend.Step(tokens, positions, logits);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 1; step < 50; step++)
        {
            Array.Fill(positions, step);
            backend.Step(tokens, positions, logits);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
