using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Generation;
using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>A step runs about 100 times per second on each device, so it must not allocate.</summary>
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
        var choices = new TokenConstraints?[Rows];
        var rules = new LogitsRules(folder.Generation, timestamps: true);
        GeneratedToken[] generated = [new(100, 0)];
        for (var row = 0; row < Rows; row++)
            backend.Encode(row, new float[16_000], CancellationToken.None);
        Step();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 1; step < 50; step++)
        {
            Array.Fill(positions, step);
            Step();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step()
        {
            Array.Fill(choices, rules.After(generated));
            backend.Step(tokens, positions, choices);
            for (var row = 0; row < Rows; row++)
                rules.Apply(backend.Logits(row), rules.After(generated));
        }
    }
}
