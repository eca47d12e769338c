#!/usr/bin/env bash
# Creates backlogs of hundreds of operations of the bundled model, and writes bench/results/DATE-operations.md. Measures how fast the server
# acknowledges and processes them, compared with direct calls.
set -euo pipefail
# The database is not in /tmp, which may be in memory, because each acknowledgement must wait for the disk.
scratch=bench
# shellcheck source=bench/common.sh
. "$(dirname "$0")/common.sh"

serve "$PWD/models/digits"
backlog() { "$bench" backlog --target "http://127.0.0.1:$port" --audio "$sample" "$@"; }
# The JIT compiler uses the same cores during the first thousand calls or so, so they are not measured.
backlog --seconds 5 --queued 500 --requests 1000 --rounds 1 >/dev/null

result=bench/results/$(date -u +%F)-operations.md
{
    echo "# Operations, $(date -u +%F)"
    echo
    echo "$processor, $(nproc) cores; $versions; bundled model."
    echo "Measured by bench/operations.sh: 16 concurrent clients create operations, 8 call directly. They send WAV inline and run on the"
    echo "same cores. The file system of the database is $(stat -f -c %T "$temporary"). The last row of each table combines all rounds."
    echo
    echo "## Clips of 5 s"
    echo
    backlog --seconds 5 --requests 400 --rounds 4
    echo
    echo "## Clips of 30 s"
    echo
    backlog --seconds 30 --queued 500 --requests 100 --rounds 3
} | tee "$result"
