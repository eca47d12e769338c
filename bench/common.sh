# The benchmark scripts source this file. It changes to the repository root, builds the service and the load generator, describes the
# machine, and starts and stops servers. The caller may set accelerator=cuda to build for CUDA, and scratch=FOLDER to choose the folder
# for temporary files.
# shellcheck shell=bash
cd "$(dirname "${BASH_SOURCE[0]}")/.."

port=18990
sample=samples/digits-en.mp3
scripts/ensure dotnet ffmpeg curl
if [ "${accelerator:-cpu}" = cuda ]; then
    # A separate folder keeps the CPU builds. Only our own engine is measured on GPUs, so the library of the other is left out.
    for project in src/Server bench; do
        dotnet build "$project" --configuration Release --artifacts-path artifacts/cuda-bench --nologo --verbosity quiet \
            -p:Accelerator=cuda -p:WhisperCppRuntime=false
    done
    service=artifacts/cuda-bench/bin/Server/release/Transcribe.Server.dll
    bench=artifacts/cuda-bench/bin/Bench/release/Transcribe.Bench
    runtime=OnnxRuntimeGpuVersion
else
    for project in src/Server bench; do dotnet build "$project" --configuration Release --nologo --verbosity quiet; done
    service=src/Server/bin/Release/net10.0/Transcribe.Server.dll
    bench=bench/bin/Release/net10.0/Transcribe.Bench
    runtime=OnnxRuntimeVersion
fi

processor=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
runtime=$(sed -n "s:.*<$runtime>\(.*\)</$runtime>.*:\1:p" Directory.Packages.props)
versions=".NET $(dotnet --version); ONNX Runtime $runtime; commit $(git rev-parse --short HEAD)"

mkdir -p bench/results
temporary=$(mktemp -d ${scratch:+-p "$PWD/$scratch"})
servers=()
cleanup() {
    [ ${#servers[@]} -eq 0 ] || kill -KILL "${servers[@]}" 2>/dev/null || true
    rm -rf "$temporary"
}
trap cleanup EXIT

# start PORT COMMAND …: starts a server and waits until it is ready. Fails if the port is in use, because the benchmark would measure the
# other server.
start() {
    local at=$1
    shift
    if (: <"/dev/tcp/127.0.0.1/$at") 2>/dev/null; then
        echo "Port $at is in use" >&2
        exit 1
    fi
    "$@" >"$temporary/$at.log" 2>&1 &
    servers+=("$!")
    timeout 600 scripts/wait-ready "$at" "$!" || { cat "$temporary/$at.log" >&2; exit 1; }
}

# serve MODEL [SETTING=VALUE …]: starts the service with further settings as environment variables.
serve() {
    local model=$1
    shift
    start "$port" env Transcribe__Server__Port="$port" Transcribe__Models__Default="$model" \
        Transcribe__Operations__Folder="$temporary/data" "$@" dotnet "$service"
}

# to_ggml FOLDER NAME TYPE: writes a model for whisper.cpp as NAME-TYPE.bin into the temporary folder.
to_ggml() { "$bench" to-ggml --model "$1" --type "$3" --output "$temporary/$2-$3.bin"; }

# The rules in the folder of the bundled model, which a ggml file cannot hold.
# shellcheck disable=SC2034 # The scripts that source this file use it.
digits_rules=(
    Transcribe__Models__Settings__digits-f16.bin__TrailingSilence=00:00:01
    Transcribe__Models__Settings__digits-f16.bin__LogProbabilityThreshold=-2
    Transcribe__Models__Settings__digits-f16.bin__CompressionRatioThreshold=5
    Transcribe__Models__Settings__digits-f16.bin__MaxInitialTimestamp=00:00:30
)

# stop: stops all servers.
stop() {
    kill -TERM "${servers[@]}"
    wait "${servers[@]}" || true
    servers=()
}

# load AUDIO ARGUMENT …: calls the service and prints a table row.
load() { "$bench" load --target "http://127.0.0.1:$port" --server-pid "${servers[0]}" --audio "$@"; }

# stages: benchmarks each stage of the engine and prints the tables.
stages() {
    "$bench" stages --output "$temporary/stages" >"$temporary/stages.log" || { cat "$temporary/stages.log" >&2; exit 1; }
    local table
    for table in "$temporary"/stages/results/*.md; do
        echo
        echo "## $(basename "$table" -report-github.md | sed 's/.*\.//')"
        echo
        grep '^|' "$table"
    done
}
