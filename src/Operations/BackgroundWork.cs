using Microsoft.Extensions.Logging;

namespace Transcribe.Operations;

/// <summary>Runs background work pass by pass. An unexpected exception ends one pass, and neither the work nor the host.</summary>
internal static class BackgroundWork
{
    /// <summary>The pause after an unexpected exception, so that a permanent fault does not fill the log.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Repeats a pass until the host stops.</summary>
    /// <param name="work">What the passes do, for the log.</param>
    /// <param name="pass">One pass. It waits by itself when there is nothing to do.</param>
    /// <param name="logger">Receives the exceptions.</param>
    /// <param name="time">The clock of the pause.</param>
    /// <param name="stopping">Cancelled when the host stops.</param>
    public static async Task RepeatAsync(
        string work, Func<CancellationToken, Task> pass, ILogger logger, TimeProvider time, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await pass(stopping);
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                logger.PassFailed(work, Pause, fault);
                await Task.Delay(Pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
