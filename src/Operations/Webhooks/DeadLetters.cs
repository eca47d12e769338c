using Transcribe.Operations.Store;

namespace Transcribe.Operations.Webhooks;

/// <inheritdoc/>
internal sealed class DeadLetters(IDeliveryStore store, OperationSignals signals) : IDeadLetters
{
    private const string ListName = "dead-letters";

    public async Task<DeadLetterPage> ListAsync(int pageSize, string pageToken, CancellationToken cancel)
    {
        var limit = PageSize.Of(pageSize);
        var dead = await store.ListDeadAsync(ListPosition.FromToken(pageToken, ListName), limit, cancel);
        return new DeadLetterPage(dead, dead.Count == limit ? new ListPosition(dead[^1].NextTime, dead[^1].Id).ToToken(ListName) : "");
    }

    public async Task ResendAsync(string id, CancellationToken cancel)
    {
        if (!await store.ResendAsync(id, cancel))
            throw new OperationException(OperationError.NotFound, $"There is no dead letter '{id}'");
        signals.PulseOutbox();
    }
}
