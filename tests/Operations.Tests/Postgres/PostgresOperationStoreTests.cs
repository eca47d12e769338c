using Transcribe.Operations.Tests.Store;
using Transcribe.Operations.Tests.Support;

namespace Transcribe.Operations.Tests.Postgres;

public sealed class PostgresOperationStoreTests : OperationStoreTests
{
    private protected override Task<TestStore> CreateStoreAsync() => PostgresTestStore.CreateAsync();
}
