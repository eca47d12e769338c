#!/usr/bin/env bash
# cuda.sh [SHAPE …]: builds for CUDA, measures the service and the engine's stages on this machine's GPU with random weights in the shapes given (small and large-v3-turbo),
# and writes bench/results/DATE-cuda.md. Without a GPU it says so and fails. It needs the CUDA 13 and cuDNN 9 libraries where the loader finds them.
set -euo pipefail

if ! gpu=$(nvidia-smi --query-gpu=name,memory.total,driver_version --format=csv,noheader 2>/dev/null | head -n 1) || [ -z "$gpu" ]; then
    echo "There is no NVIDIA GPU here, or no nvidia-smi to ask for one: nothing was measured." >&2
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
Made by bench/cuda.sh, whose load generator runs on the same cores: f16, $slots slots, over gRPC. Random weights say 100 words, a token
each, of every window, whatever its length.
HEAD

# call NAME ARGUMENT …: a row of the table.
call() { load "$sample" --transport grpc --name "$@"; }

# measure SHAPE: serves random weights, runs every case, and adds a table to the result.
measure() {
    "$bench" make-model --shape "$1" --output "$temporary/$1"
    serve "$temporary/$1" Transcribe__Inference__Slots="$slots"
    # The first calls compile code and choose kernels; they are not counted.
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
        echo "GPU memory used at the end: $(nvidia-smi --query-gpu=memory.used --format=csv,noheader | head -n 1)."
    } | tee -a "$result"
    stop
}

for shape in "$@"; do measure "$shape"; done
stages >>"$result"
echo "Written to $result"
