#!/usr/bin/env bash
# Calls four models under a budget of memory for two, and writes errors, loads and memory to bench/results/DATE-models.md. The models are
# copies of the bundled one. SECONDS_EACH=600 bench/models.sh: how long.
set -euo pipefail
# shellcheck source=bench/common.sh
. "$(dirname "$0")/common.sh"

seconds=${SECONDS_EACH:-600}
callers=8
result=bench/results/$(date -u +%F)-models.md
names=(one two three four)
for name in "${names[@]}"; do cp -r models/digits "$temporary/$name"; done
ffmpeg -loglevel error -i "$sample" -t 5 -ar 16000 -ac 1 "$temporary/speech.wav"

# call CALLER: calls the models in turn until the end, and prints a status for each call.
call() {
    local end=$((SECONDS + seconds)) count=$1
    while [ "$SECONDS" -lt "$end" ]; do
        count=$((count + 1))
        curl --silent --output /dev/null --write-out '%{http_code}\n' --header 'content-type: audio/wav' \
            --data-binary "@$temporary/speech.wav" "http://127.0.0.1:$port/v1/transcribe?config.model=${names[count % 4]}"
    done
}

# memory: the resident memory of the server in MiB.
memory() { awk '$1 == "VmRSS:" { printf "%d", $2 / 1024 }' "/proc/${servers[0]}/status"; }

# The default model and two others fit: each is estimated at 11 MB.
serve "$PWD/models/digits" Transcribe__Models__Additional__0="$temporary/one" Transcribe__Models__Additional__1="$temporary/two" \
    Transcribe__Models__Additional__2="$temporary/three" Transcribe__Models__Additional__3="$temporary/four" \
    Transcribe__Models__MemoryBudget="${BUDGET:-35000000}"
cat >"$result" <<HEAD
# Four models under a budget for two, $(date -u +%F)

$processor, $(nproc) cores; $versions.
Measured by bench/models.sh, one run of $seconds s: $callers callers call four copies of the bundled model in turn, with clips of 5 s.
The load average at the start was $(cut -d ' ' -f 1 /proc/loadavg). The memory is that of the process, in MiB.

| after | calls | answers that are not 200 | loads | memory |
| --- | --- | --- | --- | --- |
HEAD
for caller in $(seq "$callers"); do call "$caller" >"$temporary/statuses-$caller" & done
began=$SECONDS
for part in 1 2 3 4 5 6; do
    sleep $((seconds * part / 6 - (SECONDS - began)))
    calls=$(cat "$temporary"/statuses-* | wc -l)
    other=$(cat "$temporary"/statuses-* | grep -cv '^200$' || true)
    loads=$(grep -c 'is ready after' "$temporary/$port.log")
    echo "| $((seconds * part / 6)) s | $calls | $other | $loads | $(memory) |" | tee -a "$result"
done
wait $(jobs -p | grep -v "${servers[0]}")
grep --extended-regexp '^(fail|crit):' "$temporary/$port.log" | head -3 || true
stop
echo "Written to $result"
