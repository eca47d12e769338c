using System.Globalization;

namespace Transcribe.Bench.Load;

/// <summary>A process' memory, as Linux accounts for it in <c>/proc/PID/status</c>.</summary>
internal sealed class ProcessMemory(int pid)
{
    /// <summary>MiB in memory now.</summary>
    public double Resident => Read("VmRSS:");

    /// <summary>The most MiB that were in memory since the process began.</summary>
    public double Peak => Read("VmHWM:");

    private double Read(string field)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
