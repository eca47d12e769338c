#!/usr/bin/env bash
# start.sh [SHAPE]: starts a model with random weights in processes of their own, in f32 and int8 and on whisper.cpp in f16 and q8_0, in
# turns, and writes bench/results/DATE-start.md: the times until it is ready and their stages, and the memory. SHAPE is tiny by default.
# CTRANSLATE2=PROGRAM adds CTranslate2; bench/README.md says how to build the program.
set -euo pipefail
# shellcheck source=bench/common.sh
. "$(dirname "$0")/common.sh"

shape=${1:-tiny}
starts=${STARTS:-5}
result=bench/results/$(date -u +%F)-start.md
"$bench" make-model --shape "$shape" --tokens 10 --output "$temporary/$shape"
peers=()
if [ -n "${CTRANSLATE2:-}" ]; then
    for type in float32 int8; do
        /usr/bin/python3 bench/Peers/to-ctranslate2.py "$temporary/$shape" "$temporary/$shape-$type" "$type"
        peers+=(--peer "CTranslate2, $type=$CTRANSLATE2=$temporary/$shape-$type=$type")
    done
fi
for type in f16 q8_0; do "$bench" to-ggml --model "$temporary/$shape" --type "$type" --output "$temporary/$shape-$type.bin"; done

{
    cat <<HEAD
# Starts of a model, $(date -u +%F)

$processor, $(nproc) cores, load $(cut -d ' ' -f 1 /proc/loadavg); $versions.
Measured by bench/start.sh: each start is a process of its own that loads random weights in the shape of $shape, without a
server, and warms the model up. whisper.cpp runs through the service's engine for ggml files, whose warm-up is a whole
window. "Processor" is the time of all threads, from the start of the process until the model is ready and until the first
window is done, and for the second window; it depends less on what else the machine does. The windows have 30 s and 10
tokens. Memory is resident memory, files that are mapped included. CTranslate2 has no warm-up.

## First starts, which prepare the weights

HEAD
    "$bench" start --first --starts 3 --model "f32=$temporary/$shape=f32" --model "int8=$temporary/$shape=int8"
    printf '\n## Later starts\n\n'
    "$bench" start --starts "$starts" --model "f32=$temporary/$shape=f32" --model "int8=$temporary/$shape=int8" \
        --model "whisper.cpp, f16=$temporary/$shape-f16.bin" --model "whisper.cpp, q8_0=$temporary/$shape-q8_0.bin" \
        "${peers[@]}"
} | tee "$result"
echo "Written to $result"
