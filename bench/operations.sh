#!/usr/bin/env bash
# Creates hundreds of operations of the bundled model at a time, and writes bench/results/DATE-operations.md: how fast they are acknowledged, and worked off beside direct calls.
set -euo pipefail
# Not under /tmp, which may lie in memory: each acknowledgement waits for the disk.
scratch=bench
# shellcheck source=bench/common.sh
. "$(dirname "$0")/common.sh"

serve "$PWD/models/digits"
backlog() { "$bench" backlog --target "http://127.0.0.1:$port" --audio "$sample" "$@"; }
# The first thousand or so calls compile code, which takes of the same cores; they are not counted.
backlog --seconds 5 --queued 500 --requests 1000 --rounds 1 >/dev/null

result=bench/results/$(date -u +%F)-operations.md
{
    echo "# Operations, $(date -u +%F)"
    echo
    echo "$processor, $(nproc) cores; $versions; bundled model."
    echo "Made by bench/operations.sh, whose clients run on the same cores: 16 create operations at once, 8 call directly; WAV inline, to a database on $(stat -f -c %T "$temporary")."
    echo "The last row of each is that of all rounds together."
    echo
    echo "## Clips of 5 s"
    echo
    backlog --seconds 5 --requests 400 --rounds 4
    echo
    echo "## Clips of 30 s"
    echo
    backlog --seconds 30 --queued 500 --requests 100 --rounds 3
} | tee "$result"
