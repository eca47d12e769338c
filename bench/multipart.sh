#!/usr/bin/env bash
# Compares forms (/v1/audio/transcriptions) with gRPC, 8 callers each, in turns, and writes bench/results/DATE-multipart.md.
set -euo pipefail
# shellcheck source=bench/common.sh
. "$(dirname "$0")/common.sh"

result=bench/results/$(date -u +%F)-multipart.md
cat >"$result" <<HEAD
# Forms beside gRPC, $(date -u +%F)

$processor, $(nproc) cores; $versions.
Measured by bench/multipart.sh: one server, in turns, with clips of WAV; the load generator runs on the same cores. The load average at
the start was $(cut -d ' ' -f 1 /proc/loadavg).

HEAD
serve "$PWD/models/digits"
for transport in grpc multipart; do load "$sample" --transport "$transport" --seconds 30 --callers 8 --requests 40 >/dev/null; done
header=--header
for round in 1 2 3; do
    for transport in grpc multipart; do
        load "$sample" --transport "$transport" --name "8 callers, 30 s, round $round" --seconds 30 --callers 8 --requests 160 \
            ${header:+"$header"} | tee -a "$result"
        header=
    done
done
stop
echo "Written to $result"
