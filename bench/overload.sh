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
    echo "$processor, $(nproc) cores; $versions; clips over gRPC, of 5 s with the bundled model and of 25 s with a model of tiny's shape."
    echo "Measured by bench/overload.sh, one run; the load generator runs on the same cores. The load average was $(cut -d ' ' -f 1 /proc/loadavg)."
    echo
} | tee "$result"
"$bench" make-model --shape tiny --tokens 40 --output "$temporary/tiny" >/dev/null
header=--header
# rows NAME MODEL SECONDS DURATION
rows() {
    local admit
    for admit in true false; do
        serve "$2" Transcribe__Batching__AdmitByDeadline="$admit" Transcribe__Batching__CallerShare=1
        # The first calls compile code, so they are not measured.
        load "$sample" --seconds "$3" --callers 8 --requests 40 >/dev/null
        overload --seconds "$3" --duration "$4" --name "$1, AdmitByDeadline=$admit" ${header:+"$header"} | tee -a "$result"
        header=
        stop
    done
}
rows "bundled, 5 s" "$PWD/models/digits" 5 20
rows "tiny, 25 s" "$temporary/tiny" 25 60
echo "Written to $result"
