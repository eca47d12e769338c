#!/usr/bin/env bash
# Measures the stores of operations, SQLite beside a PostgreSQL server of its own, and writes bench/results/DATE-store.md. Takes some
# minutes, most of them to fill the stores with a million operations.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/ensure dotnet postgresql
dotnet build bench --configuration Release --nologo --verbosity quiet

# The databases are not in /tmp, which may be in memory, because each acknowledgement must wait for the disk.
temporary=$(mktemp -d -p /var/tmp)
as=()
if [ "$(id -u)" -eq 0 ]; then
    chown postgres "$temporary"
    as=(runuser -u postgres --)
fi
programs=/usr/lib/postgresql/15/bin
port=18991
cleanup() {
    "${as[@]}" "$programs/pg_ctl" --pgdata "$temporary/db" --mode immediate stop >/dev/null 2>&1 || true
    rm -rf "$temporary"
}
trap cleanup EXIT
cd "$temporary"
"${as[@]}" "$programs/initdb" --pgdata "$temporary/db" --username postgres --auth trust >/dev/null
"${as[@]}" "$programs/pg_ctl" --pgdata "$temporary/db" --log "$temporary/log" --wait \
    --options "-p $port -k $temporary -c max_connections=400 -c listen_addresses=127.0.0.1" start >/dev/null
cd - >/dev/null

result=bench/results/$(date -u +%F)-store.md
processor=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
{
    echo "# The stores of operations, $(date -u +%F)"
    echo
    echo "$processor, $(nproc) cores; .NET $(dotnet --version); PostgreSQL 15; commit $(git rev-parse --short HEAD)."
    echo "Measured by bench/store.sh: the replicas are in one process on the cores of the database. Each has 16 callers that create"
    echo "operations with URLs, then 8 lanes that claim and end them. The second table has stores of three sizes, in which each of"
    echo "200 calls finds something to claim, to list (50) or to remove (100)."
    echo
    bench/bin/Release/net10.0/Transcribe.Bench store --folder "$temporary/sqlite" \
        --postgres "Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres;Command Timeout=600" "$@"
} | tee "$result"
