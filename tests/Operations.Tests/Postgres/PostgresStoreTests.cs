using Transcribe.Operations.Tests.Running;
using Transcribe.Operations.Tests.Store;
using Transcribe.Operations.Tests.Support;
using Transcribe.Operations.Tests.Watching;
using Transcribe.Operations.Tests.Webhooks;

// The classes of the tests that every store must pass.
namespace Transcribe.Operations.Tests.Postgres;

public sealed class PostgresClaimTests() : ClaimTests(StoreKind.Postgres);

public sealed class PostgresClockSetBackTests() : ClockSetBackTests(StoreKind.Postgres);

public sealed class PostgresDeliveryTurnsTests() : DeliveryTurnsTests(StoreKind.Postgres);

public sealed class PostgresDyingProcessTests() : DyingProcessTests(StoreKind.Postgres);

public sealed class PostgresFetchingRunTests() : FetchingRunTests(StoreKind.Postgres);

public sealed class PostgresLeaseTests() : LeaseTests(StoreKind.Postgres);

public sealed class PostgresOperationRunnerTests() : OperationRunnerTests(StoreKind.Postgres);

public sealed class PostgresOperationServiceTests() : OperationServiceTests(StoreKind.Postgres);

public sealed class PostgresOperationStoreTests() : OperationStoreTests(StoreKind.Postgres);

public sealed class PostgresOperationWatcherTests() : OperationWatcherTests(StoreKind.Postgres);

public sealed class PostgresStoppedRunTests() : StoppedRunTests(StoreKind.Postgres);

public sealed class PostgresStoreKeeperTests() : StoreKeeperTests(StoreKind.Postgres);

public sealed class PostgresTenantTests() : TenantTests(StoreKind.Postgres);

public sealed class PostgresUnreadableRecordTests() : UnreadableRecordTests(StoreKind.Postgres);

public sealed class PostgresWebhookDelivererTests() : WebhookDelivererTests(StoreKind.Postgres);
