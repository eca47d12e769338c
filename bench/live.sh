#!/usr/bin/env bash
# live.sh MANIFEST [STREAMS …]: streams the human recordings of the manifest to the bundled model like microphones, and writes
# bench/results/DATE-live.md.
set -euo pipefail
manifest=$(realpath "$1")
shift
# shellcheck source=bench/common.sh
. "$(dirname "$0")/common.sh"

serve "$PWD/models/digits" Transcribe__Live__MaxStreams=1000 Transcribe__Live__CallerShare=1
live() { "$bench" live --target "http://127.0.0.1:$port" --manifest "$manifest" "$@"; }
# The first calls compile code, so they are not measured.
live --streams 2 --rounds 1 >/dev/null

result=bench/results/$(date -u +%F)-live.md
{
    echo "# Live transcription, $(date -u +%F)"
    echo
    echo "$processor, $(nproc) cores; $versions; bundled model."
    echo "Measured by bench/live.sh with messages of 100 ms and interim results every 0.5 s; 0.6 s of silence end an utterance."
    echo "The clients run on the same cores."
    echo "Times are 50th / 95th / 99th percentiles."
    echo
    # The command fails after the first row with which the server does not keep up.
    live --rounds 2 --streams "${@:-4}" || true
} | tee "$result"
