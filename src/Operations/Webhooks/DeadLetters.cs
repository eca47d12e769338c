using Transcribe.Operations.Store;

namespace Transcribe.Operations.Webhooks;

/// <inheritdoc/>
internal sealed class DeadLetters(IDeliveryStore store, OperationSignals signals) : IDeadLetters
{
    private const string ListName = "dead-letters";

    public async Task<DeadLetterPage> ListAsync(int pageSize, string pageToken, CancellationToken cancel)
    {
        var limit = PageSize.Of(pageSize);
        var dead = await store.ListDeadAsync(ListPosition.FromToken(pageToken, ListName), limit + 1, cancel);
        return dead.Count > limit
            ? new DeadLetterPage(
                [.. dead.Take(limit)], new ListPosition(dead[limit - 1].NextTime, dead[limit - 1].Id).ToToken(ListName))
            : new DeadLetterPage(dead, "");
    }

    public async Task ResendAsync(string id, CancellationToken cancel)
    {
        if (!await store.ResendAsync(id, cancel))
            throw new OperationException(OperationError.NotFound, $"There is no dead letter '{id}'");
        signals.PulseOutbox();
    }
}
