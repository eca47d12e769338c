using Transcribe.Core;
using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>The logits of a row have the same bits alone, beside other rows, and in every slot.</summary>
public sealed class BatchInvarianceTests
{
    private const int Slots = 8;

    public static TheoryData<Precision> Precisions => [Precision.F32, Precision.Int8, Precision.F16];

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Step_RowAloneAndAmongSevenOthers_GivesTheSameBits(Precision precision)
    {
        var folder = WhisperFolderReader.Read(Repository.DigitsModel) with { Precision = precision };
        var tokens = folder.Generation.Tokens;
        int[] prefix = [tokens.StartOfTranscript, tokens.Languages["en"], tokens.Transcribe!.Value];
        using var backend = new OnnxBackend(folder, new InferenceOptions { Slots = Slots });
        var vocabulary = backend.VocabularySize;
        var scratch = new float[vocabulary];

        var alone = new float[Slots][];
        for (var row = 0; row < Slots; row++)
        {
            Prepare(0, row);
            alone[row] = new float[vocabulary];
            backend.Step([tokens.FirstTimestamp + row], [Position(row)], alone[row]);
        }
        var together = new float[Slots * vocabulary];
        for (var row = 0; row < Slots; row++)
            Prepare(row, row);
        backend.Step(
            [.. Enumerable.Range(0, Slots).Select(row => tokens.FirstTimestamp + row)], [.. Enumerable.Range(0, Slots).Select(Position)],
            together);

        for (var row = 0; row < Slots; row++)
            Assert.Equal(alone[row], together.AsSpan(row * vocabulary, vocabulary).ToArray());

        // The rows differ in audio, in its length and in position.
        int Position(int row) => prefix.Length + row;

        void Prepare(int slot, int row)
        {
            backend.Encode(slot, Pcm.Noise(1 + (4 * (row % 3)), seed: row), CancellationToken.None);
            backend.Prefill(slot, 0, [.. prefix, .. Enumerable.Range(100, row)], scratch);
        }
    }

    // Kernels process rows in groups and the rest one by one, so the test puts a row into each place of batches of all sizes.
    [Theory]
    [MemberData(nameof(Precisions))]
    public void Step_RowAmongNoneToSevenOthersInAnyPlace_GivesTheBitsOfAPrefill(Precision precision)
    {
        var folder = WhisperFolderReader.Read(Repository.DigitsModel) with { Precision = precision };
        using var backend = new OnnxBackend(folder, new InferenceOptions { Slots = 2 * Slots });
        var vocabulary = backend.VocabularySize;
        var alone = new float[Slots][];
        for (var row = 0; row < Slots; row++)
        {
            alone[row] = new float[vocabulary];
            backend.Encode(Slots + row, Pcm.Noise(1 + (4 * (row % 3)), seed: row), CancellationToken.None);
            backend.Prefill(Slots + row, 0, [.. Enumerable.Range(100, Position(row))], alone[row]);
            backend.Prefill(Slots + row, Position(row), [Token(row)], alone[row]);
        }

        for (var size = 1; size <= Slots; size++)
        {
            for (var first = 0; first < Slots; first++)
            {
                int[] rows = [.. Enumerable.Range(first, size).Select(row => row % Slots)];
                var together = new float[size * vocabulary];
                for (var place = 0; place < size; place++)
                    backend.Move(Slots + rows[place], place);
                backend.Step([.. rows.Select(Token)], [.. rows.Select(Position)], together);

                for (var place = 0; place < size; place++)
                    Assert.True(
                        together.AsSpan(place * vocabulary, vocabulary).SequenceEqual(alone[rows[place]]), $"row {place + 1} of {size}");
            }
        }

        static int Position(int row) => 3 + row;

        static int Token(int row) => 200 + row;
    }

    [Fact]
    public void Move_ToAnotherSlot_GivesTheSameBits()
    {
        var folder = WhisperFolderReader.Read(Repository.DigitsModel);
        using var backend = new OnnxBackend(folder, new InferenceOptions { Slots = 2 });
        var (before, after) = (new float[backend.VocabularySize], new float[backend.VocabularySize]);
        int[] prefix = [folder.Generation.Tokens.StartOfTranscript, 100, 101];
        backend.Encode(0, Pcm.Noise(7, seed: 0), CancellationToken.None);
        backend.Encode(1, Pcm.Noise(3, seed: 1), CancellationToken.None);
        backend.Prefill(1, 0, prefix, before);
        backend.Prefill(1, 3, [102], before);

        backend.Move(1, 0);
        backend.Prefill(0, 3, [102], after);

        Assert.Equal(before, after);
    }
}
