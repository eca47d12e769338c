using Transcribe.Core;
using Transcribe.Whisper.Batching;

namespace Transcribe.Whisper.Tests.Batching;

public sealed class ThroughputMeterTests
{
    private const int Slots = 4;

    private static readonly Requester Direct = new(Caller.None);
    private static readonly Requester Live = new(Caller.None, WorkPriority.LiveInterim);

    private readonly ThroughputMeter _meter = new(Slots);

    [Fact]
    public void Rate_OfAFullBatch_IsTheAudioPerSecondAfterTwoWindowsPerSlot()
    {
        for (var window = 0; window < 7; window++)
            Finish(Direct, audioSeconds: 30, turnSeconds: 0.5);
        Assert.Null(_meter.Rate);

        Finish(Direct, audioSeconds: 30, turnSeconds: 0.5);

        Assert.Equal(60, _meter.Rate!.Value, 1e-6);
    }

    [Fact]
    public void Rate_BatchThatIsNeverFull_IsNotMeasured()
    {
        for (var window = 0; window < 100; window++)
            Finish(Direct, audioSeconds: 30, turnSeconds: 0.5, rows: Slots - 1);

        Assert.Null(_meter.Rate);
    }

    [Fact]
    public void Rate_AfterTheSpeedChanged_FollowsIt()
    {
        for (var window = 0; window < 500; window++)
            Finish(Direct, audioSeconds: 30, turnSeconds: 0.5);
        for (var window = 0; window < 500; window++)
            Finish(Direct, audioSeconds: 30, turnSeconds: 2);

        Assert.Equal(15, _meter.Rate!.Value, 0.1);
    }

    [Fact]
    public void Rate_PartOfTheBatchIsFasterThanItWasWhole_IsThatOfThePart()
    {
        for (var window = 0; window < 100; window++)
            Finish(Direct, audioSeconds: 30, turnSeconds: 30);
        for (var window = 0; window < 100; window++)
            Finish(Direct, audioSeconds: 30, turnSeconds: 1, rows: 1);

        Assert.Equal(30, _meter.Rate!.Value, 1e-6);
    }

    [Fact]
    public void Rate_LiveWindows_TakeTimeAndCountNoAudio()
    {
        for (var window = 0; window < 1000; window++)
            Finish(window % 2 == 0 ? Direct : Live, audioSeconds: 30, turnSeconds: 0.5);

        // The last of the two kinds has a slightly greater weight.
        Assert.Equal(30, _meter.Rate!.Value, 0.5);
    }

    [Fact]
    public void Rate_TurnsThatFinishNothing_CountTheirTime()
    {
        for (var window = 0; window < 100; window++)
        {
            _meter.EndTurn(TimeSpan.FromSeconds(1), Slots);
            Finish(Direct, audioSeconds: 30, turnSeconds: 1);
        }

        Assert.Equal(15, _meter.Rate!.Value, 0.2);
    }

    private void Finish(Requester requester, int audioSeconds, double turnSeconds, int rows = Slots)
    {
        _meter.Finish(requester, audioSeconds * SampleTime.SampleRate);
        _meter.EndTurn(TimeSpan.FromSeconds(turnSeconds), rows);
    }
}
