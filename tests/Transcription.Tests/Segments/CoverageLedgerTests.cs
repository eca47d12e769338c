using Transcribe.Core;
using Transcribe.Transcription.Segments;

namespace Transcribe.Transcription.Tests.Segments;

public sealed class CoverageLedgerTests
{
    private readonly CoverageLedger _ledger = new(TranscriptionCheckpoint.Start);

    [Fact]
    public void ToCoverage_NothingAdded_IsEmpty()
    {
        var coverage = _ledger.ToCoverage();

        Assert.Equal(TimeSpan.Zero, coverage.Audio);
        Assert.Empty(coverage.Suppressions);
    }

    [Fact]
    public void ToCoverage_SpansOfEveryKind_AddUpToTheAudio()
    {
        _ledger.AddSilence(new(0, 1));
        _ledger.AddTranscribed(1, 47_999);
        _ledger.AddSuppressed(48_000, 3, SuppressionReasons.NoSpeech);
        _ledger.AddSilence(new(48_003, 160_000));

        var coverage = _ledger.ToCoverage();

        Assert.Equal(TimeSpan.FromTicks(208_003 * 625), coverage.Audio);
        Assert.Equal(TimeSpan.FromTicks(47_999 * 625), coverage.Transcribed);
        Assert.Equal(TimeSpan.FromTicks(3 * 625), coverage.Suppressed);
        Assert.Equal(TimeSpan.FromTicks(160_001 * 625), coverage.Silent);
        Assert.Equal(coverage.Audio, coverage.Transcribed + coverage.Suppressed + coverage.Silent);
    }

    [Fact]
    public void AddSuppressed_NextToTheSameReason_IsMerged()
    {
        _ledger.AddSuppressed(0, 16_000, SuppressionReasons.NoSpeech);
        _ledger.AddSuppressed(16_000, 16_000, SuppressionReasons.NoSpeech);
        _ledger.AddSuppressed(32_000, 16_000, SuppressionReasons.Repetition);

        Assert.Equal(
            [new(Seconds(0), Seconds(2), SuppressionReasons.NoSpeech), new(Seconds(2), Seconds(3), SuppressionReasons.Repetition)],
            _ledger.ToCoverage().Suppressions);
    }

    [Fact]
    public void AddSuppressed_ApartFromTheSameReason_IsNotMerged()
    {
        _ledger.AddSuppressed(0, 16_000, SuppressionReasons.NoSpeech);
        _ledger.AddTranscribed(16_000, 16_000);
        _ledger.AddSuppressed(32_000, 16_000, SuppressionReasons.NoSpeech);

        Assert.Equal([Seconds(0), Seconds(2)], _ledger.ToCoverage().Suppressions.Select(suppression => suppression.Start));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    public void AddTranscribed_NotWhereTheLastEnded_Throws(long start)
    {
        _ledger.AddTranscribed(0, 100);

        Assert.Throws<ArgumentOutOfRangeException>(() => _ledger.AddTranscribed(start, 100));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
