#!/usr/bin/env bash
# Calls four models under a budget of memory for two, and writes errors, loads and memory to bench/results/DATE-models.md. Three are
# copies of the bundled one, and the fourth is the same as a ggml file. Direct calls, operations and a live stream use them.
# SECONDS_EACH=600 bench/models.sh: how long.
set -euo pipefail
# shellcheck source=bench/common.sh
. "$(dirname "$0")/common.sh"

seconds=${SECONDS_EACH:-600}
callers=6
creators=2
result=bench/results/$(date -u +%F)-models.md
names=(one two three digits-f16.bin)
for name in one two three; do cp -r models/digits "$temporary/$name"; done
to_ggml models/digits digits f16
ffmpeg -loglevel error -i "$sample" -t 5 -ar 16000 -ac 1 "$temporary/speech.wav"

# A recording for the live stream. Where its words are is not known, so the table has no lag of final texts.
length=$(ffprobe -loglevel error -show_entries format=duration -of csv=p=0 "$sample")
ffmpeg -loglevel error -i "$sample" -ar 16000 -ac 1 "$temporary/live.wav"
cat >"$temporary/manifest.json" <<MANIFEST
[{"source": "human", "file": "live.wav", "seconds": $length, "segments": [
    {"start": 0, "end": $length, "text": "four eight one five one six two three four two"}]}]
MANIFEST

# call CALLER: calls the models in turn until the end, and prints a status for each call.
call() {
    local end=$((SECONDS + seconds)) count=$1
    while [ "$SECONDS" -lt "$end" ]; do
        count=$((count + 1))
        curl --silent --output /dev/null --write-out '%{http_code}\n' --header 'content-type: audio/wav' \
            --data-binary "@$temporary/speech.wav" "http://127.0.0.1:$port/v1/transcribe?config.model=${names[count % 4]}"
    done
}

# create CREATOR: creates operations on the models in turn until the end and waits for each. Prints 200 for one that succeeded, and else
# the status of the creation or the error.
create() {
    local end=$((SECONDS + seconds)) count=$1 name answer
    for name in "${names[@]}"; do
        printf '{"request":{"content":"%s","config":{"model":"%s"}}}' "$(base64 --wrap=0 "$temporary/speech.wav")" "$name" \
            >"$temporary/creation-$1-$name"
    done
    while [ "$SECONDS" -lt "$end" ]; do
        count=$((count + 1))
        answer=$(curl --silent --header 'content-type: application/json' --data-binary "@$temporary/creation-$1-${names[count % 4]}" \
            "http://127.0.0.1:$port/v1/transcribe:longRunning")
        name=$(sed 's/.*"name": *"\([^"]*\)".*/\1/' <<<"$answer" | head -n 1)
        while [[ $name == operations/* && $answer != *'"done":true'* ]]; do
            sleep 0.5
            answer=$(curl --silent "http://127.0.0.1:$port/v1/$name" | tr -d ' \n')
        done
        [[ $answer == *'"done":true'*'"response":'* ]] && echo 200 || echo "${answer:-none}"
    done
}

# memory: the resident memory of the server in MiB.
memory() { awk '$1 == "VmRSS:" { printf "%d", $2 / 1024 }' "/proc/${servers[0]}/status"; }

# count KIND: the answers so far, and how many of them are not 200.
count() {
    echo "$(cat "$temporary/$1"-* | wc -l) | $(cat "$temporary/$1"-* | grep -cv '^200$' || true)"
}

# The default model, the ggml file and one folder fit: the file is estimated at 61 MB with one window, and a folder at 12 MB.
serve "$PWD/models/digits" Transcribe__Models__Additional__0="$temporary/one" Transcribe__Models__Additional__1="$temporary/two" \
    Transcribe__Models__Additional__2="$temporary/three" Transcribe__Models__Additional__3="$temporary/digits-f16.bin" \
    "${digits_rules[@]}" Transcribe__WhisperCpp__Windows=1 Transcribe__Models__MemoryBudget="${BUDGET:-86000000}"
cat >"$result" <<HEAD
# Four models under a budget for two, $(date -u +%F)

$processor, $(nproc) cores; $versions.
Measured by bench/models.sh, one run of $seconds s: $callers callers call three copies of the bundled model and its ggml file in turn, with
clips of 5 s. $creators callers create operations on them and wait for each, and one live stream after another uses the first copy.
The load average at the start was $(cut -d ' ' -f 1 /proc/loadavg). The memory is that of the process, in MiB.

| after | calls | answers that are not 200 | operations | that did not succeed | loads | memory |
| --- | --- | --- | --- | --- | --- | --- |
HEAD
for caller in $(seq "$callers"); do call "$caller" >"$temporary/call-$caller" & done
for creator in $(seq "$creators"); do create "$creator" >"$temporary/operation-$creator" & done
# The command fails if the server does not keep up; the row says so.
{ "$bench" live --target "http://127.0.0.1:$port" --manifest "$temporary/manifest.json" --model one --streams 1 \
    --rounds "$(awk -v all="$seconds" -v one="$length" 'BEGIN { printf "%d", all / one }')" || true; } >"$temporary/live" &
began=$SECONDS
for part in 1 2 3 4 5 6; do
    sleep $((seconds * part / 6 - (SECONDS - began)))
    loads=$(grep -c 'is ready after' "$temporary/$port.log")
    echo "| $((seconds * part / 6)) s | $(count call) | $(count operation) | $loads | $(memory) |" | tee -a "$result"
done
# shellcheck disable=SC2046 # One id a word.
wait $(jobs -p | grep -vx "${servers[0]}")
{
    echo
    echo "The live streams:"
    echo
    cat "$temporary/live"
} | tee -a "$result"
# What went wrong, if anything did.
cat "$temporary"/call-* "$temporary"/operation-* | grep -v '^200$' | sort | uniq -c | sort --numeric-sort --reverse | head -5 |
    cut -c -300 || true
grep --extended-regexp '^(fail|crit):' "$temporary/$port.log" | head -3 || true
stop
echo "Written to $result"
