#!/usr/bin/env bash
# cuda.sh [SHAPE …]: builds for CUDA, measures the service and the engine's stages on this machine's GPU with random weights in the shapes given (small and large-v3-turbo),
# and writes bench/results/DATE-cuda.md. Without a GPU it says so and fails. It needs the CUDA 13 and cuDNN 9 libraries where the loader finds them.
set -euo pipefail
cd "$(dirname "$0")/.."

if ! gpu=$(nvidia-smi --query-gpu=name,memory.total,driver_version --format=csv,noheader 2>/dev/null | head -n 1) || [ -z "$gpu" ]; then
    echo "There is no NVIDIA GPU here, or no nvidia-smi to ask for one: nothing was measured." >&2
    exit 1
fi
[ $# -gt 0 ] || set -- small large-v3-turbo

port=18990
slots=32
build=artifacts/cuda-bench
scripts/ensure ffmpeg curl
for project in src/Server bench; do
    dotnet build "$project" --configuration Release --artifacts-path "$build" --nologo --verbosity quiet -p:Accelerator=cuda
done
bench=$build/bin/Bench/release/Transcribe.Bench
sample=samples/digits-en.mp3

temporary=$(mktemp -d)
server=
cleanup() {
    [ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
    rm -rf "$temporary"
}
trap cleanup EXIT

result=bench/results/$(date -u +%F)-cuda.md
mkdir -p bench/results
runtime=$(sed -n 's:.*<OnnxRuntimeGpuVersion>\(.*\)</OnnxRuntimeGpuVersion>.*:\1:p' Directory.Packages.props)
cat >"$result" <<HEAD
# On a GPU, $(date -u +%F)

$gpu (name, memory, driver); $(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores; .NET $(dotnet --version); ONNX Runtime $runtime;
commit $(git rev-parse --short HEAD). Made by bench/cuda.sh, whose load generator runs on the same cores: f16, $slots slots, over gRPC. Random weights say 100 words, a token
each, of every window, whatever its length.
HEAD

# load NAME ARGUMENT …: a row of the table.
load() { "$bench" load --target "http://127.0.0.1:$port" --server-pid "$server" --audio "$sample" --transport grpc --name "$@"; }

# measure SHAPE: serves random weights, runs every case, and adds a table to the result.
measure() {
    "$bench" make-model --shape "$1" --output "$temporary/$1"
    Transcribe__Server__Port=$port Transcribe__Models__Default=$temporary/$1 Transcribe__Inference__Slots=$slots \
        dotnet "$build/bin/Server/release/Transcribe.Server.dll" >"$temporary/server.log" 2>&1 &
    server=$!
    timeout 600 scripts/wait-ready "$port" "$server" || { cat "$temporary/server.log" >&2; exit 1; }
    # The first calls compile code and choose kernels; they are not counted.
    load "first calls" --seconds 30 --callers "$slots" --requests "$slots" >/dev/null
    {
        echo
        echo "## The service, random weights in the shape of $1"
        echo
        load "1 caller, 30 s" --seconds 30 --requests 8 --stream --header
        load "8 callers, 30 s" --seconds 30 --callers 8 --requests 64
        load "$slots callers, 30 s" --seconds 30 --callers "$slots" --requests $((4 * slots))
        load "1 caller, 15 min" --seconds 900 --stream
        echo
        echo "GPU memory used at the end: $(nvidia-smi --query-gpu=memory.used --format=csv,noheader | head -n 1)."
    } | tee -a "$result"
    kill -TERM "$server"
    wait "$server"
    server=
}

for shape in "$@"; do measure "$shape"; done
"$bench" stages --output "$temporary/stages" >"$temporary/stages.log" || { cat "$temporary/stages.log" >&2; exit 1; }
for table in "$temporary"/stages/results/*.md; do
    echo
    echo "## $(basename "$table" -report-github.md | sed 's/.*\.//')"
    echo
    grep '^|' "$table"
done >>"$result"
echo "Written to $result"
