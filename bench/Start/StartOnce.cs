using Transcribe.Bench.Load;
using Transcribe.Bench.Stages;
using Transcribe.Core;

namespace Transcribe.Bench.Start;

/// <summary>Starts a model once in this process.</summary>
internal static class StartOnce
{
    /// <summary>Loads the model, transcribes windows, removes the model and loads it again.</summary>
    /// <param name="target">The model.</param>
    /// <param name="time">The clock.</param>
    /// <param name="fill">Whether to transcribe as many windows at once as the model processes, and measure the memory after that.</param>
    /// <param name="isReady">Called as soon as the model is ready.</param>
    public static async Task<StartReport> RunAsync(StartTarget target, TimeProvider time, bool fill, Action isReady)
    {
        var memory = new ProcessMemory(Environment.ProcessId);
        var empty = memory.Resident;
        using var stages = new StageTimes();
        var began = time.GetTimestamp();
        var model = await target.LoadAsync(time);
        var load = time.GetElapsedTime(began);
        isReady();
        var (processor, ready, peak) = (Environment.CpuUsage.TotalTime, memory.Resident, memory.Peak);
        var ofLoad = stages.Milliseconds;
        var first = await TimeAsync(model, time, windows: 1);
        var before = Environment.CpuUsage.TotalTime;
        var second = await TimeAsync(model, time, windows: 1);
        var window = Environment.CpuUsage.TotalTime - before;
        if (fill)
            await TimeAsync(model, time, model.Concurrency);
        var (steady, highest) = (memory.Resident, memory.Peak);
        await model.DisposeAsync();
        began = time.GetTimestamp();
        await using var again = await target.LoadAsync(time);
        return new StartReport
        {
            Load = load.TotalMilliseconds,
            Processor = processor.TotalSeconds,
            Served = before.TotalSeconds,
            Empty = empty,
            Ready = ready,
            Peak = peak,
            Stages = ofLoad,
            FirstWindow = first,
            SecondWindow = second,
            WindowProcessor = window.TotalSeconds,
            Steady = fill ? steady : null,
            Highest = fill ? highest : null,
            Reload = time.GetElapsedTime(began).TotalMilliseconds,
        };
    }

    private static async Task<double> TimeAsync(ISpeechModel model, TimeProvider time, int windows)
    {
        var settings = new TranscriptionSettings { LanguageCodes = ["en"], Temperature = 0 };
        var request = new WindowRequest
        {
            Requester = new Requester(Caller.None),
            Samples = BenchmarkModel.Noise(),
            Settings = settings,
        };
        var began = time.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, windows).Select(_ => model.TranscribeAsync(request, CancellationToken.None)));
        return time.GetElapsedTime(began).TotalMilliseconds;
    }
}
