using Transcribe.Operations.Tests.Running;
using Transcribe.Operations.Tests.Store;
using Transcribe.Operations.Tests.Support;
using Transcribe.Operations.Tests.Watching;
using Transcribe.Operations.Tests.Webhooks;

// The classes of the tests that every store must pass.
namespace Transcribe.Operations.Tests.Sqlite;

public sealed class SqliteClaimTests() : ClaimTests(StoreKind.Sqlite);

public sealed class SqliteClockSetBackTests() : ClockSetBackTests(StoreKind.Sqlite);

public sealed class SqliteDeliveryTurnsTests() : DeliveryTurnsTests(StoreKind.Sqlite);

public sealed class SqliteDyingProcessTests() : DyingProcessTests(StoreKind.Sqlite);

public sealed class SqliteFetchingRunTests() : FetchingRunTests(StoreKind.Sqlite);

public sealed class SqliteLeaseTests() : LeaseTests(StoreKind.Sqlite);

public sealed class SqliteOperationRunnerTests() : OperationRunnerTests(StoreKind.Sqlite);

public sealed class SqliteOperationServiceTests() : OperationServiceTests(StoreKind.Sqlite);

public sealed class SqliteOperationWatcherTests() : OperationWatcherTests(StoreKind.Sqlite);

public sealed class SqliteStoppedRunTests() : StoppedRunTests(StoreKind.Sqlite);

public sealed class SqliteStoreKeeperTests() : StoreKeeperTests(StoreKind.Sqlite);

public sealed class SqliteTenantTests() : TenantTests(StoreKind.Sqlite);

public sealed class SqliteUnreadableRecordTests() : UnreadableRecordTests(StoreKind.Sqlite);

public sealed class SqliteWebhookDelivererTests() : WebhookDelivererTests(StoreKind.Sqlite);
