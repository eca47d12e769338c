#!/usr/bin/env bash
# Calls the service at three times its capacity, with and without admission by deadline, and writes bench/results/DATE-overload.md.
set -euo pipefail
# shellcheck source=bench/common.sh
. "$(dirname "$0")/common.sh"

result=bench/results/$(date -u +%F)-overload.md
overload() { "$bench" overload --target "http://127.0.0.1:$port" --audio "$sample" "$@"; }
{
    echo "# Calls with deadlines at three times the capacity, $(date -u +%F)"
    echo
    echo "$processor, $(nproc) cores; $versions; bundled model, clips of 5 s over gRPC."
    echo "Measured by bench/overload.sh, one run; the load generator runs on the same cores. The load average was $(cut -d ' ' -f 1 /proc/loadavg)."
    echo
} | tee "$result"
header=--header
for admit in true false; do
    serve "$PWD/models/digits" Transcribe__Batching__AdmitByDeadline="$admit"
    # The first calls compile code, so they are not measured.
    load "$sample" --seconds 5 --callers 8 --requests 200 >/dev/null
    overload --name "AdmitByDeadline=$admit" ${header:+"$header"} | tee -a "$result"
    header=
    stop
done
echo "Written to $result"
