namespace Transcribe.Transcription.Windows;

/// <summary>Blocks of audio whose decoder runs: the first block is there, and with it what the file declares.</summary>
internal sealed class StartedBlocks : IAsyncEnumerable<ReadOnlyMemory<float>>, IAsyncDisposable
{
    private readonly IAsyncEnumerator<ReadOnlyMemory<float>> _blocks;
    private readonly bool _isEmpty;

    private StartedBlocks(IAsyncEnumerator<ReadOnlyMemory<float>> blocks, bool isEmpty)
    {
        _blocks = blocks;
        _isEmpty = isEmpty;
    }

    /// <summary>Waits for the first block.</summary>
    /// <param name="blocks">Mono PCM at 16 kHz from the start of the audio.</param>
    /// <param name="cancellationToken">Ends this wait, and later the reading.</param>
    public static async Task<StartedBlocks> StartAsync(IAsyncEnumerable<ReadOnlyMemory<float>> blocks, CancellationToken cancellationToken)
    {
        var reader = blocks.GetAsyncEnumerator(cancellationToken);
        try
        {
            return new StartedBlocks(reader, isEmpty: !await reader.MoveNextAsync());
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    /// <summary>All blocks, the first one included. They can be read once.</summary>
    public async IAsyncEnumerator<ReadOnlyMemory<float>> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await using var ending = _blocks;
        if (_isEmpty)
            yield break;
        do
            yield return _blocks.Current;
        while (await _blocks.MoveNextAsync());
    }

    /// <summary>Ends the decoder.</summary>
    public ValueTask DisposeAsync() => _blocks.DisposeAsync();
}
