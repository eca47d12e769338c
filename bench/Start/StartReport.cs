namespace Transcribe.Bench.Start;

/// <summary>What one process measures of its start. Memory is resident memory in MiB.</summary>
internal sealed record StartReport
{
    /// <summary>Milliseconds for the load, from the call of the loader until the model is ready.</summary>
    public required double Load { get; init; }

    /// <summary>Processor seconds of all threads until the model was ready.</summary>
    public required double Processor { get; init; }

    /// <summary>Processor seconds of all threads until the first window was transcribed, the load included.</summary>
    public required double Served { get; init; }

    /// <summary>Milliseconds for the first window of 30 s after that.</summary>
    public required double FirstWindow { get; init; }

    /// <summary>Milliseconds for the second window of 30 s.</summary>
    public required double SecondWindow { get; init; }

    /// <summary>Processor seconds of all threads for the second window.</summary>
    public required double WindowProcessor { get; init; }

    /// <summary>The memory before the load: the runtime of .NET and the benchmark.</summary>
    public required double Empty { get; init; }

    /// <summary>The memory when the model was ready.</summary>
    public required double Ready { get; init; }

    /// <summary>The peak until the model was ready.</summary>
    public required double Peak { get; init; }

    /// <summary>The memory after as many windows at once as the model processes; null if it was not measured.</summary>
    public double? Steady { get; init; }

    /// <summary>The peak until then; null if it was not measured.</summary>
    public double? Highest { get; init; }

    /// <summary>Milliseconds for another load in the same process, after the model was removed.</summary>
    public required double Reload { get; init; }

    /// <summary>The load's stages in milliseconds.</summary>
    public required IReadOnlyDictionary<string, double> Stages { get; init; }
}
