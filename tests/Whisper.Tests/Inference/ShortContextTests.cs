using Transcribe.Whisper.Folder;
using Transcribe.Whisper.Inference;

namespace Transcribe.Whisper.Tests.Inference;

/// <summary>The encoder on the audio and a short silence instead of 30 s.</summary>
public sealed class ShortContextTests
{
    private const int Positions = 150;

    private static readonly float[] TwoSeconds = [.. Enumerable.Range(0, 32_000).Select(i => MathF.Sin(i / 5f) / 4)];

    [Fact]
    public void Align_ShortWindow_WeighsItsOwnPositions()
    {
        var folder = WhisperFolderReader.Read(Repository.DigitsModel) with { TrailingSilence = TimeSpan.FromSeconds(1) };
        using var backend = new OnnxBackend(folder, new InferenceOptions { Slots = 2 });
        backend.Encode(1, new float[480_000], CancellationToken.None);
        backend.Encode(1, TwoSeconds, CancellationToken.None);

        var weights = backend.Align(1, [folder.Generation.Tokens.StartOfTranscript, 100, 101]);

        Assert.Equal(Positions, weights.Frames);
        Assert.All(weights.Values.Chunk(Positions), row => Assert.Equal(1, row.Sum(), 1e-4));
    }

    [Fact]
    public void Prefill_ShortWindow_ForgetsALongerOneBeforeIt()
    {
        var folder = WhisperFolderReader.Read(Repository.DigitsModel) with { TrailingSilence = TimeSpan.FromSeconds(1) };

        Assert.Equal(Logits(folder), Logits(folder, before: new float[480_000]));
    }

    [Fact]
    public void Prefill_ThirtySecondsOfTrailingSilence_GivesTheBitsOfTheWholeWindow()
    {
        var folder = WhisperFolderReader.Read(Repository.DigitsModel);

        Assert.Equal(Logits(folder with { TrailingSilence = null }), Logits(folder with { TrailingSilence = TimeSpan.FromSeconds(30) }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Prefill_MoreTokensThanTheWindowHasPositions_GivesWhatOneByOneDoes(bool onDevice)
    {
        var folder = WhisperFolderReader.Read(Repository.DigitsModel) with { TrailingSilence = TimeSpan.FromSeconds(1) };
        using var backend = new OnnxBackend(folder, new InferenceOptions { Slots = 1 }, onDevice);
        int[] tokens = [.. Enumerable.Range(100, (2 * Positions) + 7)];
        var (oneByOne, atOnce) = (new float[backend.VocabularySize], new float[backend.VocabularySize]);
        backend.Encode(0, TwoSeconds, CancellationToken.None);
        for (var position = 0; position < tokens.Length; position++)
            backend.Prefill(0, position, tokens.AsSpan(position, 1), oneByOne);

        backend.Prefill(0, 0, tokens, atOnce);

        Assert.InRange(ParityFixture.RelativeError(atOnce, oneByOne), 0, 1e-5f);
    }

    private static float[] Logits(WhisperFolder folder, float[]? before = null)
    {
        using var backend = new OnnxBackend(folder, new InferenceOptions { Slots = 1 });
        var logits = new float[backend.VocabularySize];
        if (before is not null)
            backend.Encode(0, before, CancellationToken.None);
        backend.Encode(0, TwoSeconds, CancellationToken.None);
        backend.Prefill(0, 0, [folder.Generation.Tokens.StartOfTranscript, 100, 101], logits);
        return logits;
    }
}
