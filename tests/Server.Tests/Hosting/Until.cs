namespace Transcribe.Server.Tests.Hosting;

/// <summary>Waits for what happens elsewhere.</summary>
internal static class Until
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(1);

    public static Task TrueAsync(Func<bool> condition, TimeSpan? limit = null) => TrueAsync(() => Task.FromResult(condition()), limit);

    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan? limit = null)
    {
        using var timeout = new CancellationTokenSource(limit ?? DefaultLimit);
        while (!await condition())
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, timeout.Token);
    }
}
