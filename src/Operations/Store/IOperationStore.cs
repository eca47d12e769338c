using Transcribe.Core;
using Transcribe.Operations.Filters;

namespace Transcribe.Operations.Store;

/// <summary>The durable record of operations and their segments. An acknowledged change survives a crash.</summary>
/// <remarks>
/// <para>All methods throw <see cref="OperationStoreException"/> when the store cannot be reached.</para>
/// <para>Methods that take a tenant find its own operations only. The others work across tenants.</para>
/// <para>
/// All times, creation times and leases included, come from one clock: the clock of the implementation's database, so that processes on
/// different hosts agree. Callers pass durations and never times.
/// </para>
/// <para>
/// Methods that take a <see cref="RunId"/> are fenced. They return false and change nothing once the operation has ended or was deleted, or
/// another run has claimed it.
/// </para>
/// </remarks>
public interface IOperationStore
{
    /// <summary>Opens the store and brings its schema up to date.</summary>
    /// <exception cref="OperationStoreVersionException">A newer version of the program wrote the store.</exception>
    Task InitializeAsync(CancellationToken cancel);

    /// <summary>Tests whether the store accepts writes. Changes no data.</summary>
    Task ProbeAsync(CancellationToken cancel);

    /// <summary>Adds an operation unless its tenant has one with its request id, or its caller too many. Sets its creation time.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="inlineBytes">The length of its stored audio; 0 if it has none.</param>
    /// <param name="maxUnfinished">Most operations of the caller's account that are not done, this one included.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>
    /// The stored operation: the new one, or the earlier one with the same request id. Null if the account has
    /// <paramref name="maxUnfinished"/>; the count is exact when many add at once.
    /// </returns>
    Task<Operation?> AddAsync(Operation operation, long inlineBytes, int maxUnfinished, CancellationToken cancel);

    /// <summary>The number of operations of a caller's account that are not done.</summary>
    Task<int> CountUnfinishedAsync(Caller caller, CancellationToken cancel);

    /// <summary>The length of the stored audio of a caller's operations that are not done.</summary>
    Task<long> SumInlineBytesAsync(Caller caller, CancellationToken cancel);

    /// <summary>The operation of a tenant with an id; null if there is none or it was deleted.</summary>
    Task<Operation?> FindAsync(string tenant, string id, CancellationToken cancel);

    /// <summary>The owner of an operation; null if there is no such operation.</summary>
    Task<string?> FindTenantAsync(string id, CancellationToken cancel);

    /// <summary>The operation of a tenant with a request id; null if there is none or it was deleted.</summary>
    Task<Operation?> FindByRequestIdAsync(string tenant, string requestId, CancellationToken cancel);

    /// <summary>Lists the operations of a tenant, newest first.</summary>
    /// <param name="tenant">The owner.</param>
    /// <param name="filter">Which of them. Its own tenant does not count.</param>
    /// <param name="after">Where the list begins.</param>
    /// <param name="limit">Most operations to return.</param>
    /// <param name="cancel">Cancels the call.</param>
    Task<IReadOnlyList<Operation>> ListAsync(
        string tenant, OperationFilter filter, ListPosition after, int limit, CancellationToken cancel);

    /// <summary>
    /// Claims an operation that is due, or whose lease has expired, and starts its next attempt. The tenants with such operations take
    /// turns, and the oldest operation of a tenant comes first.
    /// </summary>
    /// <remarks>
    /// A run of inline audio begins its work with the claim, one of remote audio with <see cref="BeginAsync"/>. A lease that expires
    /// after the beginning increments <see cref="Operation.Lapses"/>, and <see cref="Operation.Failures"/> if no other run of the owner had
    /// begun during the attempt. An operation with lapses is suspected to end the process that runs it. Suspects come before all other
    /// operations, those of a tenant with the most lapses first. While an owner runs a suspect that has not stored a window, it gets no
    /// further operation, and no other run of it begins.
    /// </remarks>
    /// <param name="owner">The claiming process; unique, also after a restart. It has no effect on fencing.</param>
    /// <param name="room">Which operations it has room for.</param>
    /// <param name="lease">How long the operation is held without a renewal.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>Null if there is no operation to run.</returns>
    Task<Operation?> ClaimAsync(string owner, ClaimRoom room, TimeSpan lease, CancellationToken cancel);

    /// <summary>Notes that a run has fetched its audio and begins its work, and extends its lease.</summary>
    /// <param name="run">The run.</param>
    /// <param name="owner">The process that claimed it.</param>
    /// <param name="lease">How long the operation is held without a renewal.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>False while the owner runs a suspect, and if the run has lost its operation.</returns>
    Task<bool> BeginAsync(RunId run, string owner, TimeSpan lease, CancellationToken cancel);

    /// <summary>Whether a run still holds its operation.</summary>
    Task<bool> IsCurrentAsync(RunId run, CancellationToken cancel);

    /// <summary>Extends a run's lease to <paramref name="lease"/> from now.</summary>
    Task<bool> RenewLeaseAsync(RunId run, TimeSpan lease, CancellationToken cancel);

    /// <summary>
    /// Stores a window's segments and checkpoint, resets the counts of failed attempts and lapses and renews the lease, in one
    /// transaction.
    /// </summary>
    Task<bool> CommitAsync(RunId run, FinishedWindow window, TimeSpan lease, CancellationToken cancel);

    /// <summary>Ends an operation and puts its webhook into the outbox, in one transaction.</summary>
    /// <param name="run">The run that ends it.</param>
    /// <param name="result">The summary or the failure.</param>
    /// <param name="delivery">The webhook; null for none.</param>
    /// <param name="retention">How long the record is kept.</param>
    /// <param name="cancel">Cancels the call.</param>
    Task<bool> FinishAsync(RunId run, RunResult result, Delivery? delivery, TimeSpan retention, CancellationToken cancel);

    /// <summary>Returns an operation to the queue.</summary>
    /// <param name="run">The run that ends.</param>
    /// <param name="delay">The earliest start of the next attempt, from now.</param>
    /// <param name="failed">Whether the attempt counts as failed.</param>
    /// <param name="cancel">Cancels the call.</param>
    Task<bool> RequeueAsync(RunId run, TimeSpan delay, bool failed, CancellationToken cancel);

    /// <summary>Cancels an operation that is not done and puts its webhook into the outbox, in one transaction.</summary>
    /// <param name="tenant">The owner.</param>
    /// <param name="id">The operation.</param>
    /// <param name="delivery">The webhook; null for none.</param>
    /// <param name="retention">How long the record is kept.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>False if it is done or does not exist.</returns>
    Task<bool> CancelAsync(string tenant, string id, Delivery? delivery, TimeSpan retention, CancellationToken cancel);

    /// <summary>Removes an operation with its segments and dead letters, and thereby fences its run.</summary>
    /// <param name="tenant">The owner.</param>
    /// <param name="id">The operation.</param>
    /// <param name="cancelled">
    /// The webhook of the cancellation; null for none. It is put into the outbox in the same transaction if the operation was not done.
    /// </param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>False if there is no such operation.</returns>
    Task<bool> DeleteAsync(string tenant, string id, Delivery? cancelled, CancellationToken cancel);

    /// <summary>Those of some ids whose operation exists and is not done.</summary>
    Task<IReadOnlySet<string>> FindActiveAsync(IReadOnlyList<string> ids, CancellationToken cancel);

    /// <summary>
    /// Puts right what would keep records from ever being claimed, delivered or removed: times, counts and states that no version of the
    /// program writes, and times that a clock has set which was ahead. An operation in an unknown state fails.
    /// </summary>
    /// <param name="retention">How long the records of operations that fail are kept.</param>
    /// <param name="cancel">Cancels the call.</param>
    /// <returns>The number of changed records.</returns>
    Task<int> RepairAsync(TimeSpan retention, CancellationToken cancel);

    /// <summary>
    /// Removes some of the operations whose retention is over, and the dead letters that are older than <paramref name="retention"/>.
    /// </summary>
    /// <returns>The number of removed operations; 0 when none are left.</returns>
    Task<int> DeleteExpiredAsync(TimeSpan retention, CancellationToken cancel);

    /// <summary>Reads segments in order, beginning with index <paramref name="from"/>.</summary>
    /// <exception cref="OperationException"><see cref="OperationError.Unreadable"/>: one of them cannot be read.</exception>
    Task<IReadOnlyList<Segment>> ReadSegmentsAsync(string id, int from, int limit, CancellationToken cancel);
}
