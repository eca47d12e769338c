using Transcribe.Core;
using Transcribe.WhisperCpp.Windows;

namespace Transcribe.WhisperCpp.Tests.Windows;

public sealed class WorkerMeterTests
{
    private static readonly Requester Direct = new(Caller.None);
    private static readonly Requester Live = new(Caller.None, WorkPriority.LiveFinal);

    [Fact]
    public void Rate_OfOccupiedWorkers_IsTheAudioOfAllOverTime()
    {
        var meter = new WorkerMeter(2);
        meter.Begin();
        for (var window = 0; window < 8; window++)
        {
            Assert.Null(meter.Rate);
            meter.Begin();
            meter.End(Window(Direct), TimeSpan.FromSeconds(4));
        }

        // Each worker takes 10 s of audio in 4 s.
        Assert.Equal(5, meter.Rate!.Value, 1e-9);
    }

    [Fact]
    public void Rate_OfAWorkerAlone_IsNotMeasured()
    {
        var meter = new WorkerMeter(2);
        for (var window = 0; window < 20; window++)
        {
            meter.Begin();
            meter.End(Window(Direct), TimeSpan.FromSeconds(1));
        }

        Assert.Null(meter.Rate);
    }

    [Fact]
    public void Rate_WithLiveWindows_LeavesOutTheirAudio()
    {
        var meter = new WorkerMeter(1);
        for (var window = 0; window < 200; window++)
        {
            meter.Begin();
            meter.End(Window(window % 2 == 0 ? Direct : Live), TimeSpan.FromSeconds(4));
        }

        Assert.Equal(1.25, meter.Rate!.Value, 0.05);
    }

    [Fact]
    public void Rate_OfWindowsWithoutAResult_IsNotMeasured()
    {
        var meter = new WorkerMeter(1);
        for (var window = 0; window < 20; window++)
        {
            meter.Begin();
            meter.End(finished: null, TimeSpan.FromSeconds(1));
        }

        Assert.Null(meter.Rate);
    }

    private static WindowTask Window(Requester requester) => new(
        new WindowRequest { Requester = requester, Samples = new float[10 * SampleTime.SampleRate], Settings = new() },
        TimeProvider.System,
        CancellationToken.None);
}
