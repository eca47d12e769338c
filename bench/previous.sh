#!/usr/bin/env bash
# Compares the service with an earlier commit of itself, and writes bench/results/DATE-previous.md. PREVIOUS names a checkout of the
# earlier commit in which src/Server is built in Release. Both servers get the same calls in turns, and each round changes who is first.
set -euo pipefail
: "${PREVIOUS:?names a checkout of the earlier commit, with src/Server built in Release}"
PREVIOUS=$(realpath "$PREVIOUS")
# shellcheck source=bench/common.sh
. "$(dirname "$0")/common.sh"

rounds=${ROUNDS:-8}
earlier_port=18991
result=bench/results/$(date -u +%F)-previous.md

# speed PORT PID ARGUMENT …: the audio seconds per second of one load.
speed() {
    local at=$1 pid=$2
    shift 2
    "$bench" load --target "http://127.0.0.1:$at" --server-pid "$pid" --transport grpc --audio "$sample" "$@" | awk -F' *\\| *' '{ print $9 }'
}

median() { sort -g | awk '{ value[NR] = $1 } END { print (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2 }'; }

# round NUMBER ARGUMENT …: prints the earlier and the present speed of one round.
round() {
    local number=$1 earlier present
    shift
    if [ $((number % 2)) = 0 ]; then
        earlier=$(speed "$earlier_port" "${servers[1]}" "$@")
        present=$(speed "$port" "${servers[0]}" "$@")
    else
        present=$(speed "$port" "${servers[0]}" "$@")
        earlier=$(speed "$earlier_port" "${servers[1]}" "$@")
    fi
    echo "$earlier $present"
}

# compare TITLE MODEL PRECISION TIMES: serves the model from both builds and appends a row for each case to the result. TIMES multiplies the
# number of requests, so that a round of a fast model is long enough to measure.
compare() {
    local title=$1 model=$2 precision=$3 times=$4 number case
    serve "$model" Transcribe__Inference__Precision="$precision"
    start "$earlier_port" env -C "$PREVIOUS" Transcribe__Server__Port="$earlier_port" Transcribe__Models__Default="$model" \
        Transcribe__Operations__Folder="$temporary/earlier" Transcribe__Inference__Precision="$precision" \
        dotnet src/Server/bin/Release/net10.0/Transcribe.Server.dll
    for case in "--callers 1 --seconds 30 --requests $((4 * times))" "--callers 8 --seconds 5 --requests $((16 * times))" \
        "--callers 8 --seconds 30 --requests $((16 * times))"; do
        # shellcheck disable=SC2086 # A case is several words. Round 0 compiles code, so it is not counted.
        for number in $(seq 0 "$rounds"); do round "$number" $case; done | tail -n +2 >"$temporary/rounds"
        awk -v title="$title" -v what="$case" \
            -v earlier="$(cut -d' ' -f1 "$temporary/rounds" | median)" -v present="$(cut -d' ' -f2 "$temporary/rounds" | median)" \
            -v ratio="$(awk '{ print $2 / $1 }' "$temporary/rounds" | median)" \
            'BEGIN { gsub("--", "", what); printf "| %s | %s | %.1f | %.1f | %.2f |\n", title, what, earlier, present, ratio }' |
            tee -a "$result"
    done
    stop
}

cat >"$result" <<HEAD
# The service against an earlier commit, $(date -u +%F)

$processor, $(nproc) cores; $versions; earlier commit $(git -C "$PREVIOUS" rev-parse --short HEAD).
Measured by bench/previous.sh in $rounds rounds over gRPC, with the load generator on the same cores. The speeds are medians, and the
ratio is the median of the rounds' ratios. Above 1 the present commit is faster.

| model | case | earlier, audio s per s | present, audio s per s | ratio |
| --- | --- | --- | --- | --- |
HEAD

compare "digits, int8" "$PWD/models/digits" auto 10
"$bench" make-model --shape tiny --output "$temporary/tiny"
compare "tiny, int8" "$temporary/tiny" int8 1
echo "Written to $result"
