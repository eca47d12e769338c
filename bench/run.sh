#!/usr/bin/env bash
# run.sh [digits|tiny|base …]: benchmarks the service on this machine with the bundled model and with random weights in the shapes of tiny
# and base, on both engines, and writes bench/results/DATE-service.md. Without a name it measures all three, then each stage of the engine
# (DATE-stages.md) and, if WHISPER_CPP_SERVER is set, the comparison with whisper.cpp's server.
set -euo pipefail
# shellcheck source=bench/common.sh
. "$(dirname "$0")/common.sh"

result=bench/results/$(date -u +%F)-service.md
cat >"$result" <<HEAD
# The service under load, $(date -u +%F)

$processor, $(nproc) cores; $versions.
Measured by bench/run.sh; the load generator runs on the same cores. The random weights generate 100 words of one token per window of
any length.
HEAD

# measure TITLE MODEL RECORDING [SETTING=VALUE …]: serves the model, runs all cases over both transports and the recording of three hours,
# unless RECORDING is empty, and appends a table to the result.
measure() {
    serve "$2" "${@:4}"
    # The first calls compile code, so they are not measured.
    for transport in grpc http; do load "$sample" --transport "$transport" --seconds 5 --stream >/dev/null; done
    {
        echo
        echo "## $1"
        echo
        load "$sample" --transport grpc --name "1 caller, 30 s" --seconds 30 --requests 4 --stream --header
        load "$sample" --transport http --name "1 caller, 30 s" --seconds 30 --requests 4 --stream
        for transport in grpc http; do
            load "$sample" --transport "$transport" --name "8 callers, 5 s" --seconds 5 --callers 8 --requests 16
            load "$sample" --transport "$transport" --name "8 callers, 30 s" --seconds 30 --callers 8 --requests 16
        done
        load "$sample" --transport grpc --name "1 caller, 15 min" --seconds 900 --stream
        [ -z "$3" ] || load "$3" --transport grpc --name "1 caller, 3 h" --stream
    } | tee -a "$result"
    stop
}

# measure_digits: both engines with the bundled model. Only ours transcribes the recording of three hours.
measure_digits() {
    ffmpeg -nostdin -loglevel error -stream_loop -1 -i "$sample" -t 900 -b:a 32k "$temporary/15min.mp3"
    ffmpeg -nostdin -loglevel error -stream_loop 11 -i "$temporary/15min.mp3" -c copy "$temporary/3h.mp3"
    measure "Bundled model (digits)" "$PWD/models/digits" "$temporary/3h.mp3"
    to_ggml "$PWD/models/digits" digits f16
    measure "Bundled model (digits), f16 on whisper.cpp" "$temporary/digits-f16.bin" "" "${digits_rules[@]}"
}

# measure_random SHAPE: both engines with random weights.
measure_random() {
    local precision type
    "$bench" make-model --shape "$1" --output "$temporary/$1"
    for precision in f32 int8; do
        measure "Random weights in the shape of $1, $precision" "$temporary/$1" "" Transcribe__Inference__Precision="$precision"
    done
    for type in f16 q8_0; do
        to_ggml "$temporary/$1" "$1" "$type"
        measure "Random weights in the shape of $1, $type on whisper.cpp" "$temporary/$1-$type.bin" ""
    done
}

is_whole=
[ $# -gt 0 ] || { is_whole=yes; set -- digits tiny base; }
for name in "$@"; do
    if [ "$name" = digits ]; then measure_digits; else measure_random "$name"; fi
done
[ -n "$is_whole" ] || { echo "Written to $result"; exit; }

stages=bench/results/$(date -u +%F)-stages.md
{
    echo "# The engine's stages, $(date -u +%F)"
    echo
    echo "$processor, $(nproc) cores; $versions. Measured by bench/run.sh with whole windows of 30 s."
    stages
} >"$stages"
echo "Written to $result and $stages"
[ -z "${WHISPER_CPP_SERVER:-}" ] || bench/compare.sh
