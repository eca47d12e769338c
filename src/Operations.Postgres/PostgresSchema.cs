using Transcribe.Operations.Sql;

namespace Transcribe.Operations.Postgres;

/// <summary>
/// The schema as a list of steps. Released steps must not be changed. Texts compare by their bytes, as in SQLite. Numbers are BIGINT, so a
/// column cannot hold a value of another type.
/// </summary>
internal static class PostgresSchema
{
    public static IReadOnlyList<SchemaMigration> Migrations { get; } =
    [
        new(1,
        [
            // UTC ticks since the year 1 at the begin of the statement. The clock has microseconds.
            """
            CREATE FUNCTION now_ticks() RETURNS BIGINT LANGUAGE sql STABLE AS
            'SELECT 621355968000000000 + (EXTRACT(EPOCH FROM statement_timestamp()) * 10000000)::BIGINT'
            """,
            """
            CREATE TABLE operations (
                id TEXT COLLATE "C" PRIMARY KEY,
                tenant TEXT COLLATE "C" NOT NULL,
                state TEXT COLLATE "C" NOT NULL,
                request TEXT NOT NULL,
                fingerprint TEXT NOT NULL,
                request_id TEXT COLLATE "C",
                webhook_uri TEXT,
                webhook_kind TEXT,
                create_time BIGINT NOT NULL,
                start_time BIGINT,
                update_time BIGINT NOT NULL,
                end_time BIGINT,
                expire_time BIGINT,
                attempt BIGINT NOT NULL,
                failures BIGINT NOT NULL,
                lapses BIGINT NOT NULL DEFAULT 0,
                not_before BIGINT NOT NULL,
                remote BIGINT NOT NULL,
                begun BIGINT NOT NULL DEFAULT 0,
                alone BIGINT NOT NULL DEFAULT 0,
                lease_owner TEXT COLLATE "C",
                lease_time BIGINT,
                audio BIGINT,
                processed BIGINT NOT NULL,
                resume TEXT,
                failure TEXT,
                summary TEXT,
                UNIQUE (tenant, request_id)
            )
            """,
            "CREATE INDEX operations_by_time ON operations (tenant, create_time, id)",
            "CREATE INDEX operations_unfinished ON operations (tenant, create_time, id) WHERE end_time IS NULL",
            "CREATE INDEX operations_finished ON operations (tenant, create_time, id) WHERE end_time IS NOT NULL",
            "CREATE INDEX operations_by_expiry ON operations (expire_time)",
            // The renewal of a lease changes no indexed column.
            "CREATE INDEX operations_running ON operations (lease_owner) WHERE state = 'Running'",
            "CREATE INDEX operations_by_turn ON operations (remote, tenant, create_time, id) WHERE state = 'Queued' AND lapses = 0",
            """
            CREATE INDEX operations_suspects ON operations (tenant, lapses DESC, create_time, id) WHERE state = 'Queued' AND lapses > 0
            """,
            """
            CREATE TABLE segments (
                operation_id TEXT COLLATE "C" NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
                idx BIGINT NOT NULL,
                segment TEXT NOT NULL,
                PRIMARY KEY (operation_id, idx)
            )
            """,
            """
            CREATE TABLE deliveries (
                id TEXT COLLATE "C" PRIMARY KEY,
                tenant TEXT COLLATE "C" NOT NULL,
                operation_id TEXT COLLATE "C" NOT NULL,
                uri TEXT NOT NULL,
                receiver TEXT COLLATE "C" NOT NULL,
                body TEXT NOT NULL,
                state TEXT COLLATE "C" NOT NULL,
                attempt BIGINT NOT NULL,
                failures BIGINT NOT NULL,
                create_time BIGINT NOT NULL,
                next_time BIGINT NOT NULL,
                set_time BIGINT NOT NULL,
                error TEXT
            )
            """,
            "CREATE INDEX deliveries_by_time ON deliveries (state, next_time, id)",
            "CREATE INDEX deliveries_by_receiver ON deliveries (tenant, receiver, state, next_time, id)",
            "CREATE INDEX deliveries_by_operation ON deliveries (operation_id)",
            """
            CREATE TABLE receivers (
                tenant TEXT COLLATE "C" NOT NULL,
                receiver TEXT COLLATE "C" NOT NULL,
                slow BIGINT NOT NULL DEFAULT 0,
                served BIGINT NOT NULL DEFAULT 0,
                PRIMARY KEY (tenant, receiver)
            )
            """,
            "CREATE INDEX receivers_by_turn ON receivers (slow, tenant, served)",
            "CREATE INDEX receivers_by_service ON receivers (tenant, served)",
            """
            CREATE TABLE audio (
                operation_id TEXT COLLATE "C" PRIMARY KEY,
                length BIGINT NOT NULL,
                write_time BIGINT NOT NULL
            )
            """,
            "CREATE INDEX audio_by_time ON audio (write_time)",
            """
            CREATE TABLE audio_chunks (
                operation_id TEXT COLLATE "C" NOT NULL REFERENCES audio (operation_id) ON DELETE CASCADE,
                idx BIGINT NOT NULL,
                content BYTEA NOT NULL,
                PRIMARY KEY (operation_id, idx)
            )
            """,
            // Audio is compressed already.
            "ALTER TABLE audio_chunks ALTER COLUMN content SET STORAGE EXTERNAL",
        ]),
        // Lists of a state.
        new(2, ["CREATE INDEX operations_by_state ON operations (tenant, state, create_time, id)"]),
        // Callers without keys, who are one tenant and are counted apart. Empty if the account is the tenant.
        new(3,
        [
            "ALTER TABLE operations ADD COLUMN account TEXT COLLATE \"C\" NOT NULL DEFAULT ''",
            "CREATE INDEX operations_by_account ON operations (tenant, account) WHERE end_time IS NULL",
        ]),
        // The length of the stored audio. The index has it, so that the sum of an account reads no rows.
        new(4,
        [
            "ALTER TABLE operations ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0",
            "DROP INDEX operations_by_account",
            "CREATE INDEX operations_by_account ON operations (tenant, account, bytes) WHERE end_time IS NULL",
        ]),
    ];
}
