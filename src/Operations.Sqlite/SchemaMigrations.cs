using Transcribe.Operations.Sql;

namespace Transcribe.Operations.Sqlite;

/// <summary>The schema as a list of steps. Released steps must not be changed. Without foreign keys: nothing cascades.</summary>
internal static class SchemaMigrations
{
    public static IReadOnlyList<SchemaMigration> All { get; } =
    [
        new(1,
        [
            """
            CREATE TABLE operations (
                id TEXT PRIMARY KEY,
                state TEXT NOT NULL,
                request TEXT NOT NULL,
                fingerprint TEXT NOT NULL,
                request_id TEXT UNIQUE,
                webhook_uri TEXT,
                webhook_kind TEXT,
                create_time BIGINT NOT NULL,
                start_time BIGINT,
                update_time BIGINT NOT NULL,
                end_time BIGINT,
                expire_time BIGINT,
                attempt INTEGER NOT NULL,
                failures INTEGER NOT NULL,
                not_before BIGINT NOT NULL,
                lease_owner TEXT,
                lease_time BIGINT,
                audio BIGINT,
                processed BIGINT NOT NULL,
                resume TEXT,
                failure TEXT,
                summary TEXT,
                deleted INTEGER NOT NULL
            )
            """,
            "CREATE INDEX operations_by_state ON operations (state, create_time, id)",
            "CREATE INDEX operations_by_time ON operations (create_time, id)",
            "CREATE INDEX operations_by_expiry ON operations (expire_time)",
            """
            CREATE TABLE segments (
                operation_id TEXT NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
                idx INTEGER NOT NULL,
                segment TEXT NOT NULL,
                PRIMARY KEY (operation_id, idx)
            )
            """,
            """
            CREATE TABLE deliveries (
                id TEXT PRIMARY KEY,
                operation_id TEXT NOT NULL,
                uri TEXT NOT NULL,
                receiver TEXT NOT NULL,
                body TEXT NOT NULL,
                state TEXT NOT NULL,
                attempt INTEGER NOT NULL,
                failures INTEGER NOT NULL,
                create_time BIGINT NOT NULL,
                next_time BIGINT NOT NULL,
                error TEXT
            )
            """,
            "CREATE INDEX deliveries_by_time ON deliveries (state, next_time, id)",
            "CREATE INDEX deliveries_by_receiver ON deliveries (receiver, state, next_time)",
            "CREATE INDEX deliveries_by_operation ON deliveries (operation_id)",
        ]),
        // Version 1 hid a deleted operation until its end. A deletion now removes it at once.
        new(2,
        [
            "DELETE FROM segments WHERE operation_id IN (SELECT id FROM operations WHERE deleted = 1)",
            "DELETE FROM operations WHERE deleted = 1",
            "ALTER TABLE operations DROP COLUMN deleted",
        ]),
        // Tenants. SQLite cannot drop the old UNIQUE (request_id), so the table is copied.
        new(3,
        [
            """
            CREATE TABLE operations_3 (
                id TEXT PRIMARY KEY,
                tenant TEXT NOT NULL DEFAULT '',
                state TEXT NOT NULL,
                request TEXT NOT NULL,
                fingerprint TEXT NOT NULL,
                request_id TEXT,
                webhook_uri TEXT,
                webhook_kind TEXT,
                create_time BIGINT NOT NULL,
                start_time BIGINT,
                update_time BIGINT NOT NULL,
                end_time BIGINT,
                expire_time BIGINT,
                attempt INTEGER NOT NULL,
                failures INTEGER NOT NULL,
                not_before BIGINT NOT NULL,
                lease_owner TEXT,
                lease_time BIGINT,
                audio BIGINT,
                processed BIGINT NOT NULL,
                resume TEXT,
                failure TEXT,
                summary TEXT,
                UNIQUE (tenant, request_id)
            )
            """,
            """
            INSERT INTO operations_3 (
                id, state, request, fingerprint, request_id, webhook_uri, webhook_kind, create_time, start_time, update_time, end_time,
                expire_time, attempt, failures, not_before, lease_owner, lease_time, audio, processed, resume, failure, summary)
            SELECT
                id, state, request, fingerprint, request_id, webhook_uri, webhook_kind, create_time, start_time, update_time, end_time,
                expire_time, attempt, failures, not_before, lease_owner, lease_time, audio, processed, resume, failure, summary
            FROM operations
            """,
            "DROP TABLE operations",
            "ALTER TABLE operations_3 RENAME TO operations",
            "CREATE INDEX operations_by_state ON operations (state, create_time, id)",
            "CREATE INDEX operations_by_time ON operations (tenant, create_time, id)",
            "CREATE INDEX operations_unfinished ON operations (tenant, create_time, id) WHERE end_time IS NULL",
            "CREATE INDEX operations_finished ON operations (tenant, create_time, id) WHERE end_time IS NOT NULL",
            "CREATE INDEX operations_by_expiry ON operations (expire_time)",
            "ALTER TABLE deliveries ADD COLUMN tenant TEXT NOT NULL DEFAULT ''",
        ]),
        // Runs that ended with their process, and an index in which the tenants take turns.
        new(4,
        [
            "ALTER TABLE operations ADD COLUMN lapses INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE operations ADD COLUMN alone INTEGER NOT NULL DEFAULT 0",
            "DROP INDEX operations_by_state",
            "CREATE INDEX operations_suspects ON operations (state, lapses DESC, create_time, id) WHERE lapses > 0",
            "CREATE INDEX operations_by_turn ON operations (state, lapses, tenant, create_time, id)",
        ]),
        // Operations with remote audio, which begin to work when they have fetched it, and turns of suspects. The JSON of a request begins
        // with its URL.
        new(5,
        [
            "ALTER TABLE operations ADD COLUMN remote INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE operations ADD COLUMN begun INTEGER NOT NULL DEFAULT 0",
            """UPDATE operations SET remote = 1 WHERE request LIKE '{"Uri":%'""",
            "UPDATE operations SET begun = 1 WHERE state = 'Running'",
            "DROP INDEX operations_suspects",
            "DROP INDEX operations_by_turn",
            "CREATE INDEX operations_suspects ON operations (state, tenant, lapses DESC, create_time, id) WHERE lapses > 0",
            "CREATE INDEX operations_by_turn ON operations (state, remote, lapses, tenant, create_time, id)",
        ]),
        // The receivers of pending deliveries, in the order in which they were served.
        new(6,
        [
            """
            CREATE TABLE receivers (
                tenant TEXT NOT NULL,
                receiver TEXT NOT NULL,
                slow INTEGER NOT NULL DEFAULT 0,
                served BIGINT NOT NULL DEFAULT 0,
                PRIMARY KEY (tenant, receiver)
            )
            """,
            "INSERT INTO receivers (tenant, receiver) SELECT DISTINCT tenant, receiver FROM deliveries WHERE state = 'Pending'",
            "CREATE INDEX receivers_by_turn ON receivers (slow, tenant, served)",
            "CREATE INDEX receivers_by_service ON receivers (tenant, served)",
            "DROP INDEX deliveries_by_receiver",
            "CREATE INDEX deliveries_by_receiver ON deliveries (tenant, receiver, state, next_time, id)",
        ]),
        // When the time of the next attempt was set, for clocks that are set back.
        new(7, ["ALTER TABLE deliveries ADD COLUMN set_time BIGINT NOT NULL DEFAULT 0"]),
        // Lists of a state.
        new(8, ["CREATE INDEX operations_by_state ON operations (tenant, state, create_time, id)"]),
        // Callers without keys, who are one tenant and are counted apart. Empty if the account is the tenant.
        new(9,
        [
            "ALTER TABLE operations ADD COLUMN account TEXT NOT NULL DEFAULT ''",
            "CREATE INDEX operations_by_account ON operations (tenant, account) WHERE end_time IS NULL",
        ]),
        // The length of the stored audio. The index has it, so that the sum of an account reads no rows.
        new(10,
        [
            "ALTER TABLE operations ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0",
            "DROP INDEX operations_by_account",
            "CREATE INDEX operations_by_account ON operations (tenant, account, bytes) WHERE end_time IS NULL",
        ]),
    ];
}
