#!/usr/bin/env bash
# WHISPER_CPP_SERVER=<path to whisper-server> compare.sh [tiny|base|digits …]: sends the same calls to the service and to whisper.cpp's server, in turns, and writes
# bench/results/DATE-whisper.cpp.md. Both have random weights of the same values, which say 100 words of every window, and a thread for each core.
set -euo pipefail
whisper_cpp=$(realpath --canonicalize-existing "${WHISPER_CPP_SERVER:?is to be the path of whisper-server}")
# shellcheck source=bench/common.sh
. "$(dirname "$0")/common.sh"

their_port=18991
threads=$(nproc)

result=bench/results/$(date -u +%F)-whisper.cpp.md
their_version=$("$(dirname "$whisper_cpp")/whisper-cli" --version 2>/dev/null | sed -n 's/.*version: //p' || true)
cat >"$result" <<HEAD
# The service and whisper.cpp's server, $(date -u +%F)

$processor, $threads cores, as many threads for either; $versions.
whisper.cpp ${their_version:-of unknown version}, its server's own settings but for the threads: greedy, English, without fallback, times of words and text of earlier windows,
as the service.
Made by bench/compare.sh, whose callers run on the same cores. Random weights, the same for both, say 100 words, a token each, of every window.
HEAD

compare() { "$bench" compare --ours "http://127.0.0.1:$port" --theirs "http://127.0.0.1:$their_port" --audio "$sample" "$@"; }

# start_both SHAPE PRECISION TYPE: serves the model, ours in that precision and theirs in that type.
start_both() {
    serve "$temporary/$1" Transcribe__Inference__Precision="$2" Transcribe__Inference__Threads="$threads"
    start "$their_port" "$whisper_cpp" --model "$temporary/$1-$3.bin" --port "$their_port" --threads "$threads"
    # The first calls compile code and touch the memory of every slot; they are not counted.
    for seconds in 5 30; do compare --seconds "$seconds" --rounds 1 >/dev/null; done
    load "$sample" --seconds 30 --callers 8 >/dev/null
}

# measure TITLE SHAPE PRECISION TYPE: runs every case and adds a table to the result.
measure() {
    local short_rounds=1
    [ "$2" != digits ] || short_rounds=3
    start_both "$2" "$3" "$4"
    {
        echo
        echo "## $1: $3 and $4"
        echo
        compare --name "1 caller, 30 s" --seconds 30 --header
        compare --name "8 callers, 30 s" --seconds 30 --callers 8 --rounds 2
        compare --name "8 callers, 5 s" --seconds 5 --callers 8 --rounds "$short_rounds"
        # 5 s and a second of silence, in positions of 20 ms: what the service gives the encoder of a model that can take it.
        [ "$2" != digits ] || compare --name "8 callers, 5 s, their context shortened too" --seconds 5 --callers 8 --rounds "$short_rounds" --audio-context 300
        compare --name "1 caller, 15 min" --seconds 900 --rounds 1
    } | tee -a "$result"
    stop
}

declare -A titles=([tiny]="The shape of tiny" [base]="The shape of base" [digits]="The bundled model's layers, with a stock vocabulary")
[ $# -gt 0 ] || set -- tiny base digits
for shape in "$@"; do
    "$bench" make-model --shape "$shape" --output "$temporary/$shape"
    for type in f16 q8_0; do "$bench" to-ggml --model "$temporary/$shape" --type "$type" --output "$temporary/$shape-$type.bin"; done
    measure "${titles[$shape]}" "$shape" f32 f16
    measure "${titles[$shape]}" "$shape" int8 q8_0
done
echo "Written to $result"
