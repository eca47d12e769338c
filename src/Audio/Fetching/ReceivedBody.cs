using Transcribe.Core;

namespace Transcribe.Audio.Fetching;

/// <summary>
/// The body of a response as it is received, under the time limits of its fetch. The limits hold for each read from the network, so a
/// content coding that turns few bytes into many, or many into few, does not change them.
/// </summary>
internal sealed class ReceivedBody(Stream body, FetchDeadlines deadlines) : ReadOnlyStream
{
    // FetchDeadlines knows the caller's token.
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        deadlines.ReceiveAsync(token => body.ReadAsync(buffer, token));

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            body.Dispose();
        base.Dispose(disposing);
    }
}
