using System.Globalization;

namespace Transcribe.Bench.Load;

/// <summary>Reads the memory use of a process from <c>/proc/PID/status</c>.</summary>
internal sealed class ProcessMemory(int pid)
{
    /// <summary>The current resident memory in MiB.</summary>
    public double Resident => Read("VmRSS:");

    /// <summary>The peak resident memory since the start of the process, in MiB.</summary>
    public double Peak => Read("VmHWM:");

    private double Read(string field)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
