#!/usr/bin/env bash
# WHISPER_CPP_SERVER=<path to whisper-server> compare.sh [tiny|base|digits …]: sends the same calls alternately to the service and to the
# whisper.cpp server, and writes bench/results/DATE-whisper.cpp.md. Both use the same random weights, which generate 100 words per window,
# and one thread per core.
set -euo pipefail
whisper_cpp=$(realpath --canonicalize-existing "${WHISPER_CPP_SERVER:?must be the path of whisper-server}")
# shellcheck source=bench/common.sh
. "$(dirname "$0")/common.sh"

their_port=18991
threads=$(nproc)

result=bench/results/$(date -u +%F)-whisper.cpp.md
their_version=$("$(dirname "$whisper_cpp")/whisper-cli" --version 2>/dev/null | sed -n 's/.*version: //p' || true)
cat >"$result" <<HEAD
# The service and whisper.cpp's server, $(date -u +%F)

$processor, $threads cores and $threads threads for each server; $versions.
whisper.cpp ${their_version:-of unknown version} with the default settings of its server, except for the threads.
Both servers decode English greedily, without fallback, word timestamps and the text of earlier windows.
Measured by bench/compare.sh; its callers run on the same cores. Both servers use the same random weights, which generate
100 words of one token per window.
HEAD

compare() { "$bench" compare --ours "http://127.0.0.1:$port" --theirs "http://127.0.0.1:$their_port" --audio "$sample" "$@"; }

# start_both SHAPE TYPE MODEL [SETTING=VALUE …]: starts the service with a model and whisper.cpp's server with the shape in TYPE.
start_both() {
    serve "$3" Transcribe__Inference__Threads="$threads" "${@:4}"
    start "$their_port" "$whisper_cpp" --model "$temporary/$1-$2.bin" --port "$their_port" --threads "$threads"
    # The first calls compile code and touch the memory of every slot, so they are not measured.
    for seconds in 5 30; do compare --seconds "$seconds" --rounds 1 >/dev/null; done
    load "$sample" --seconds 30 --callers 8 >/dev/null
}

# measure TITLE SHAPE TYPE MODEL [SETTING=VALUE …]: runs all cases and appends a table to the result.
measure() {
    local short_rounds=1
    [ "$2" != digits ] || short_rounds=3
    start_both "${@:2}"
    {
        echo
        echo "## $1 and $3"
        echo
        compare --name "1 caller, 30 s" --seconds 30 --header
        compare --name "8 callers, 30 s" --seconds 30 --callers 8 --rounds 2
        compare --name "8 callers, 5 s" --seconds 5 --callers 8 --rounds "$short_rounds"
        # 5 s of audio and 1 s of silence are 300 positions of 20 ms. The service shortens the encoder input to that if the model supports it.
        [ "$2" != digits ] || compare --name "8 callers, 5 s, whisper.cpp with shortened context" --seconds 5 --callers 8 \
            --rounds "$short_rounds" --audio-context 300
        compare --name "1 caller, 15 min" --seconds 900 --rounds 1
    } | tee -a "$result"
    stop
}

declare -A titles=([tiny]="The shape of tiny" [base]="The shape of base" [digits]="The layers of the bundled model with a stock vocabulary")
[ $# -gt 0 ] || set -- tiny base digits
for shape in "$@"; do
    "$bench" make-model --shape "$shape" --output "$temporary/$shape"
    for type in f16 q8_0; do to_ggml "$temporary/$shape" "$shape" "$type"; done
    measure "${titles[$shape]}: f32" "$shape" f16 "$temporary/$shape" Transcribe__Inference__Precision=f32
    measure "${titles[$shape]}: int8" "$shape" q8_0 "$temporary/$shape" Transcribe__Inference__Precision=int8
    for type in f16 q8_0; do
        measure "${titles[$shape]}: the service's engine for ggml files in $type" "$shape" "$type" "$temporary/$shape-$type.bin"
    done
done
echo "Written to $result"
