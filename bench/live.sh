#!/usr/bin/env bash
# live.sh MANIFEST [STREAMS …]: streams the manifest's human recordings to the bundled model as microphones would, and writes bench/results/DATE-live.md.
set -euo pipefail
manifest=$(realpath "$1")
shift
# shellcheck source=bench/common.sh
. "$(dirname "$0")/common.sh"

serve "$PWD/models/digits" Transcribe__Live__MaxStreams=1000
live() { "$bench" live --target "http://127.0.0.1:$port" --manifest "$manifest" "$@"; }
# The first calls compile code; they are not counted.
live --streams 2 --rounds 1 >/dev/null

result=bench/results/$(date -u +%F)-live.md
{
    echo "# Live transcription, $(date -u +%F)"
    echo
    echo "$processor, $(nproc) cores; $versions; bundled model."
    echo "Made by bench/live.sh, whose clients run on the same cores: messages of 100 ms, interim results every 0.5 s, utterances ended by 0.6 s of silence."
    echo "Times are 50th / 95th / 99th percentiles."
    echo
    # It fails at the first number of streams that is not kept up with, which is the last row then.
    live --rounds 2 --streams "${@:-4}" || true
} | tee "$result"
