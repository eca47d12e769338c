#!/usr/bin/env bash
# cuda.sh [SHAPE …]: builds for CUDA, benchmarks the service and the stages of the engine on the GPU of this machine with random weights,
# compares the word errors of the bundled model with the CPU's, and writes bench/results/DATE-cuda.md. The default shapes are small and
# large-v3-turbo. Fails without a GPU. The loader must find the libraries of CUDA 13 and cuDNN 9.
set -euo pipefail

if ! gpu=$(nvidia-smi --query-gpu=name,memory.total,driver_version --format=csv,noheader 2>/dev/null | head -n 1) || [ -z "$gpu" ]; then
    echo "Nothing was measured: this machine has no NVIDIA GPU or no nvidia-smi." >&2
    exit 1
fi
[ $# -gt 0 ] || set -- small large-v3-turbo

slots=64
counts=(1 8 32 64)
# A call that has just ended may still count when its caller sends the next one.
settings=(
    Transcribe__Inference__Slots="$slots" Transcribe__Batching__MaxRequests=$((2 * slots)) Transcribe__Batching__CallerShare=1
)
accelerator=cuda
# shellcheck source=bench/common.sh
. "$(dirname "$0")/common.sh"

result=bench/results/$(date -u +%F)-cuda.md
cat >"$result" <<HEAD
# On a GPU, $(date -u +%F)

$gpu (name, memory, driver); $processor, $(nproc) cores; $versions.
Measured by bench/cuda.sh over gRPC in f16 with $slots slots; the load generator runs on the same cores.
The random weights generate 100 words of one token per window of any length.
HEAD

# call AUDIO NAME ARGUMENT …: prints a table row.
call() { load "$1" --transport grpc --name "${@:2}"; }

# named COUNT: a count of callers in words.
named() { [ "$1" -eq 1 ] && echo "1 caller" || echo "$1 callers"; }

# measure SHAPE NAME [SETTING=VALUE …]: serves random weights, runs all cases and appends a table to the result.
measure() {
    local count header=--header
    serve "$temporary/$1" "${settings[@]}" "${@:3}"
    # The first calls compile code and select kernels, so they are not measured.
    call "$sample" "first calls" --seconds 30 --callers "$slots" --requests "$slots" >/dev/null
    {
        echo
        echo "## The service, random weights in the shape of $1: $2"
        echo
        for count in "${counts[@]}"; do
            call "$sample" "$(named "$count"), 30 s" --seconds 30 --callers "$count" --requests $((count < 8 ? 16 : 4 * count)) $header
            header=
        done
        call "$sample" "1 caller, 15 min" --seconds 900 --stream
        echo
        echo "GPU memory in use at the end: $(nvidia-smi --query-gpu=memory.used --format=csv,noheader | head -n 1)."
    } | tee -a "$result"
    stop
}

# said LANGUAGE: what is said in a sample.
said() { sed -n "/digits-$1\\.mp3/,/}/s/^ *\"text\": \"\\(.*\\)\"\$/\\1/p" samples/manifest.json; }

# rows DEVICE COUNT [ARGUMENT …]: prints a table row for each sample of the bundled model. The header comes before the first.
rows() {
    local language
    for language in en de es fr; do
        call "samples/digits-$language.mp3" "$1, $(named "$2"), $language" --callers "$2" --requests $((4 * $2)) \
            --text "$(said "$language")" "${@:3}"
        set -- "$1" "$2"
    done
}

# words: appends the word errors of the bundled model on the GPU, for each count of callers, and on the CPU in the same precision.
words() {
    local count
    printf '\n## Word errors of the bundled model\n\n' >>"$result"
    serve "$PWD/models/digits" Transcribe__Inference__Devices__0=cpu Transcribe__Inference__Precision=F16
    rows CPU 1 --header | tee -a "$result"
    stop
    serve "$PWD/models/digits" "${settings[@]}"
    for count in "${counts[@]}"; do rows GPU "$count"; done | tee -a "$result"
    stop
    serve "$PWD/models/digits" "${settings[@]}" Transcribe__Inference__CudaGraphs=true
    for count in "${counts[@]}"; do rows "GPU, CUDA graphs" "$count"; done | tee -a "$result"
    stop
}

words
for shape in "$@"; do
    "$bench" make-model --shape "$shape" --output "$temporary/$shape"
    measure "$shape" "one window per encoder run" Transcribe__Inference__EncoderWindows=1
    measure "$shape" "the defaults"
    measure "$shape" "CUDA graphs" Transcribe__Inference__CudaGraphs=true
done
stages >>"$result"
echo "Written to $result"
