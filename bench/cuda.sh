#!/usr/bin/env bash
# cuda.sh [SHAPE …]: builds for CUDA, benchmarks the service and the stages of the engine on the GPU of this machine with random weights,
# and writes bench/results/DATE-cuda.md. The default shapes are small and large-v3-turbo. Fails without a GPU. The loader must find the
# libraries of CUDA 13 and cuDNN 9.
set -euo pipefail

if ! gpu=$(nvidia-smi --query-gpu=name,memory.total,driver_version --format=csv,noheader 2>/dev/null | head -n 1) || [ -z "$gpu" ]; then
    echo "Nothing was measured: this machine has no NVIDIA GPU or no nvidia-smi." >&2
    exit 1
fi
[ $# -gt 0 ] || set -- small large-v3-turbo

slots=32
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

# call NAME ARGUMENT …: prints a table row.
call() { load "$sample" --transport grpc --name "$@"; }

# measure SHAPE: serves random weights, runs all cases and appends a table to the result.
measure() {
    "$bench" make-model --shape "$1" --output "$temporary/$1"
    serve "$temporary/$1" Transcribe__Inference__Slots="$slots"
    # The first calls compile code and select kernels, so they are not measured.
    call "first calls" --seconds 30 --callers "$slots" --requests "$slots" >/dev/null
    {
        echo
        echo "## The service, random weights in the shape of $1"
        echo
        call "1 caller, 30 s" --seconds 30 --requests 8 --stream --header
        call "8 callers, 30 s" --seconds 30 --callers 8 --requests 64
        call "$slots callers, 30 s" --seconds 30 --callers "$slots" --requests $((4 * slots))
        call "1 caller, 15 min" --seconds 900 --stream
        echo
        echo "GPU memory in use at the end: $(nvidia-smi --query-gpu=memory.used --format=csv,noheader | head -n 1)."
    } | tee -a "$result"
    stop
}

for shape in "$@"; do measure "$shape"; done
stages >>"$result"
echo "Written to $result"
