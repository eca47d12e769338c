namespace Transcribe.OpenAi.Answers;

/// <summary>Waits for work and keeps the connection alive meanwhile.</summary>
internal static class Patience
{
    /// <summary>Less than the shortest limits of clients and proxies.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>Waits for a result.</summary>
    /// <param name="work">Creates the result.</param>
    /// <param name="time">The clock of the interval.</param>
    /// <param name="onInterval">Called each time the interval passes without a result.</param>
    public static async Task<T> WaitAsync<T>(Task<T> work, TimeProvider time, Func<Task> onInterval)
    {
        while (true)
        {
            try
            {
                return await work.WaitAsync(Interval, time);
            }
            catch (TimeoutException) when (!work.IsCompleted)
            {
                await onInterval();
            }
        }
    }
}
